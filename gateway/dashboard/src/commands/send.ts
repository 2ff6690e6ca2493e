/** Sends an intent and follows it to its answer. */
import { ApiProblem, NoAnswer, request } from '../api/http.ts';
import type { ProblemBody } from '../api/types.ts';
import { failed, type CommandState, type Intent } from './state.ts';
import { statusOf } from './status.ts';

/** A command that is in the log is answered when its decider comes back; after this we stop asking, ms. */
const FOLLOW_MS = 180_000;
const FIRST_ASK_MS = 600;
const LAST_ASK_MS = 5_000;

export const NO_ANSWER: ProblemBody = {
  status: 0,
  code: 'no_answer',
  title: 'No answer from Signalpost',
  detail: 'It is not known whether this arrived. Trying again is safe: it can only count once.',
};

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const problemOf = (error: unknown): ProblemBody => {
  if (error instanceof ApiProblem) return error.body;
  if (error instanceof NoAnswer) return NO_ANSWER;
  throw error;
};

/** @param onState hears `pending` when the answer takes longer; the result is the last state. */
export async function send(intent: Intent, onState: (state: CommandState) => void): Promise<CommandState> {
  try {
    const { status, json } = await request(
      `/api/v1/engagements/${encodeURIComponent(intent.engagementId)}/reply/${intent.verb}`,
      { method: 'POST', body: intent.body, idempotencyKey: intent.key },
    );
    if (status !== 202) return { name: 'accepted', intent };
    onState({ name: 'pending', intent });
    const { statusUrl } = json as { readonly statusUrl: string };
    return await follow(intent, statusUrl);
  } catch (error) {
    return failed(intent, problemOf(error));
  }
}

async function follow(intent: Intent, statusUrl: string): Promise<CommandState> {
  const url = new URL(statusUrl, location.origin);
  if (url.origin !== location.origin) return failed(intent, NO_ANSWER);
  const until = performance.now() + FOLLOW_MS;
  for (let wait = FIRST_ASK_MS; performance.now() < until; wait = Math.min(wait * 1.6, LAST_ASK_MS)) {
    await sleep(wait);
    try {
      const status = statusOf((await request(url.pathname)).json);
      if (status.name === 'accepted') return { name: 'accepted', intent };
      if (status.name === 'refused') return failed(intent, status.problem);
    } catch (error) {
      const problem = problemOf(error);
      if (problem.status === 401) return failed(intent, problem);
      // It was accepted, so an answer comes: whatever this is may pass. Ask again until the deadline.
    }
  }
  return failed(intent, {
    ...NO_ANSWER,
    detail: 'It was taken in, and its answer is still to come. Trying again is safe: it can only count once.',
  });
}
