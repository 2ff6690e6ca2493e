/**
 * Google's Perspective API; https://developers.perspectiveapi.com/s/about-the-api-methods. The service ends on
 * 31 December 2026: off unless it is switched on, and from 2027 on it refuses, so that the gate holds instead of
 * waiting for a service that does not exist.
 */
import { z } from 'zod';
import type { Moderator } from './port.ts';

export const PERSPECTIVE_ENDS_AT: number = Date.UTC(2027, 0, 1);

export interface PerspectiveOptions {
  readonly enabled?: boolean;
  readonly apiKey: string;
  readonly baseUrl?: string;
  /** For one request, ms. */
  readonly timeoutMs: number;
  /** Epoch ms. */
  readonly now: () => number;
}

export class PerspectiveRefused extends Error {
  override readonly name = 'PerspectiveRefused';
}

const ATTRIBUTES = { TOXICITY: 'toxicity', IDENTITY_ATTACK: 'hate', SEXUALLY_EXPLICIT: 'explicit' } as const;
const score = z.object({ summaryScore: z.object({ value: z.number().min(0).max(1) }) });
const answer = z.object({
  attributeScores: z.object({ TOXICITY: score, IDENTITY_ATTACK: score, SEXUALLY_EXPLICIT: score }),
});

export function perspectiveModerator(options: PerspectiveOptions): Moderator {
  const { enabled = false, apiKey, timeoutMs, now } = options;
  const base = options.baseUrl ?? 'https://commentanalyzer.googleapis.com';
  return {
    name: 'perspective',
    version: 'perspective:v1alpha1',
    moderate: async (text, language, signal) => {
      if (!enabled) throw new PerspectiveRefused('the Perspective adapter is switched off');
      if (now() >= PERSPECTIVE_ENDS_AT) throw new PerspectiveRefused('the service ended on 31 December 2026');
      const response = await fetch(`${base}/v1alpha1/comments:analyze`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-goog-api-key': apiKey },
        body: JSON.stringify({
          comment: { text },
          ...(language === 'und' ? {} : { languages: [language] }),
          requestedAttributes: Object.fromEntries(Object.keys(ATTRIBUTES).map((name) => [name, {}])),
          doNotStore: true,
        }),
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      });
      if (!response.ok) {
        await response.body?.cancel();
        throw new Error(`Perspective answered ${response.status}`);
      }
      const { attributeScores } = answer.parse(await response.json());
      return {
        toxicity: attributeScores.TOXICITY.summaryScore.value,
        hate: attributeScores.IDENTITY_ATTACK.summaryScore.value,
        explicit: attributeScores.SEXUALLY_EXPLICIT.summaryScore.value,
        flagged: [],
      };
    },
  };
}
