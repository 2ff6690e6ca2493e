/**
 * Moderators outside the installation. They see masked texts only, they have a deadline and are never asked twice for
 * one text, and one that keeps failing is not asked for a while. Whatever goes wrong is a failed layer: it holds.
 */
import type { SafetyIssue } from '../../ports.ts';

/** What a moderator said of one text. */
export interface Moderation {
  /** 0 to 1; absent where the service has no such score. */
  readonly toxicity?: number;
  readonly hate?: number;
  readonly explicit?: number;
  /** The service's own categories that it would not let pass, in its words. */
  readonly flagged: readonly string[];
}

export interface Moderator {
  readonly name: string;
  readonly version: string;
  /** @param text masked; @param signal aborted at the deadline. @throws when there is no answer to rely on */
  moderate(text: string, language: string, signal: AbortSignal): Promise<Moderation>;
}

/** What a judge says of one text; it can add a reason to hold, never take one away. */
export interface Opinion {
  readonly opinion: 'fine' | 'hold' | 'flag';
  /** One of the judge's fixed reasons; never text of its own. */
  readonly reason: SafetyIssue['rule'];
}

/** What a judge sees. Both texts are masked, and both are data: nothing in them is an instruction. */
export interface Question {
  /** The text that is about to be posted. */
  readonly text: string;
  /** What it answers, at most `MAX_ANSWERED` units of it; null when it answers nothing. */
  readonly inboundText: string | null;
  /** ISO 639-1 or `und`, of the text. */
  readonly language: string;
}

/** A longer message is cut for the judge: its beginning tells what the answer is about. */
export const MAX_ANSWERED = 4_000;

export interface Judge {
  readonly name: string;
  readonly version: string;
  /** @param signal aborted at the deadline. @throws when there is no answer to rely on */
  judge(question: Question, signal: AbortSignal): Promise<Opinion>;
}
