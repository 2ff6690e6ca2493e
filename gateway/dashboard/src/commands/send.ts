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
    const problem = await answerAt(statusUrl);
    return problem === null ? { name: 'accepted', intent } : failed(intent, problem);
  } catch (error) {
    return failed(intent, problemOf(error));
  }
}

/** Asks until the command is answered. @returns why it was not accepted; null when it was. */
export async function answerAt(statusUrl: string): Promise<ProblemBody | null> {
  const url = new URL(statusUrl, location.origin);
  if (url.origin !== location.origin) return NO_ANSWER;
  const until = performance.now() + FOLLOW_MS;
  for (let wait = FIRST_ASK_MS; performance.now() < until; wait = Math.min(wait * 1.6, LAST_ASK_MS)) {
    await sleep(wait);
    try {
      const status = statusOf((await request(url.pathname)).json);
      if (status.name === 'accepted') return null;
      if (status.name === 'refused') return status.problem;
    } catch (error) {
      const problem = problemOf(error);
      if (problem.status === 401) return problem;
      // It was accepted, so an answer comes: whatever this is may pass. Ask again until the deadline.
    }
  }
  return {
    ...NO_ANSWER,
    detail: 'It was taken in, and its answer is still to come. Trying again is safe: it can only count once.',
  };
}
