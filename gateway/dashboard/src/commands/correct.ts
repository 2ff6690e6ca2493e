/** A correction of one label, sent and followed to its answer. The former label is the way back. */
import type { QueryClient } from '@tanstack/react-query';
import { ApiProblem, NoAnswer, request } from '../api/http.ts';
import type { EngagementDetail } from '../api/types.ts';
import { detailKey } from '../live/catch-up.ts';
import { announce } from '../ui/announcer.ts';
import { sentenceOf } from '../words/codes.ts';
import { headLabel, labelWord } from '../words/heads.ts';
import { answerAt } from './send.ts';

export interface Correction {
  readonly head: EngagementDetail['labels'][number]['head'];
  readonly label: string;
  readonly previousLabel: string;
}

/** @returns why it was not taken, as a sentence; null when it was. */
export async function correct(
  client: QueryClient,
  engagementId: string,
  correction: Correction,
): Promise<string | null> {
  const code = await sent(engagementId, correction);
  await client.invalidateQueries({ queryKey: detailKey(engagementId) });
  const { head, label } = correction;
  announce(code === null ? `${headLabel(head)}: ${labelWord(head, label)}. Noted.` : sentenceOf(code));
  return code === null ? null : sentenceOf(code);
}

/**
 * A label by a person who was asked by chance, and did not see what the model said.
 * @returns why it was not taken, as a sentence; null when it was.
 */
export async function labelAsked(
  engagementId: string,
  head: Correction['head'],
  label: string,
): Promise<string | null> {
  const code = await sent(engagementId, { head, label, unselected: true });
  announce(code === null ? `${headLabel(head)}: ${labelWord(head, label)}. Noted.` : sentenceOf(code));
  return code === null ? null : sentenceOf(code);
}

/** @returns the code of what went wrong. */
async function sent(engagementId: string, body: object): Promise<string | null> {
  try {
    const { status, json } = await request(`/api/v1/engagements/${encodeURIComponent(engagementId)}/labels`, {
      method: 'POST',
      body,
      idempotencyKey: crypto.randomUUID(),
    });
    if (status !== 202) return null;
    const problem = await answerAt((json as { readonly statusUrl: string }).statusUrl);
    return problem === null ? null : (problem.reason ?? problem.code);
  } catch (error) {
    if (error instanceof ApiProblem) return error.body.reason ?? error.body.code;
    if (error instanceof NoAnswer) return 'no_answer';
    throw error;
  }
}
