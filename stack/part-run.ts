import type { Installation } from './installation.ts';
import type { NamedService } from './reach.ts';

/** A part could not be started, or ended too often. Carries the end of its log. */
export class PartFailure extends Error {
  readonly part: string;
  readonly logTail: readonly string[];

  constructor(part: string, reason: string, logTail: readonly string[]) {
    super(`${part}: ${reason}`);
    this.name = 'PartFailure';
    this.part = part;
    this.logTail = logTail;
  }
}

export interface PartRun {
  /** Resolves when it is ready (a task: done) for the first time; rejects with PartFailure. */
  readonly firstReady: Promise<void>;
  /** Ends it for good. */
  stop(): Promise<void>;
  /** Ends it and keeps it down until `revive`. */
  halt(): Promise<void>;
  /** Starts it again after `halt`; resolves when ready. */
  revive(): Promise<void>;
  /** Sends a signal to its process group; throws when it does not run. SIGKILL resolves when it has ended. */
  signal(signal: NodeJS.Signals): Promise<void>;
  /** Resolves when it is ready, now or after a restart that is under way; rejects when given up or late. */
  whenReady(withinMs: number): Promise<void>;
}

export interface RunOptions {
  readonly installation: Installation;
  readonly cache: string;
  readonly env: NodeJS.ProcessEnv;
  /** Addresses and secrets, for our own processes. */
  readonly productEnv: () => Record<string, string>;
  /** Resolves when all that this part needs is ready. */
  readonly needsReady: Promise<unknown>;
  /** Asks a service of the operator's own; rejects while it does not answer. */
  readonly reach: (variable: NamedService) => Promise<void>;
  readonly say: (line: string) => void;
  readonly monotonicMs: () => number;
  readonly now: () => Date;
}
