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

export interface Judge {
  readonly name: string;
  readonly version: string;
  judge(text: string, language: string, signal: AbortSignal): Promise<Opinion>;
}
