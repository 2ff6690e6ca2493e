/**
 * Hand-written messages with a person's answer to "must somebody look within the hour?". The SHA-256 of the text puts
 * each into one of two halves: rules and weights were made looking at the tuned half only.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

export interface UrgencyCase {
  readonly language: string;
  readonly text: string;
  readonly urgent: boolean;
  readonly why: string;
  readonly context?: {
    /** Messages of the same author in the last days, this one among them. */
    readonly contacts?: number;
    readonly followers?: number;
    /** Messages a minute in the conversation. */
    readonly velocity?: number;
  };
}

export const HALVES = ['tuned', 'untouched'] as const;
export type Half = (typeof HALVES)[number];

export function halfOf(text: string): Half {
  return HALVES[createHash('sha256').update(text).digest()[0]! & 1]!;
}

export function readCases(): UrgencyCase[] {
  const file = new URL('cases.jsonl', import.meta.url);
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as UrgencyCase);
}
