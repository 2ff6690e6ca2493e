import type { Ground } from '../ground/ground.ts';

/** One thing that goes wrong. It leaves the installation as it was, though parts may still be starting again. */
export interface Fault {
  readonly name: string;
  /** One sentence for people. */
  readonly does: string;
  /** Whether the short form has it. */
  readonly short: boolean;
  /** Why it cannot be done here; null when it can. */
  readonly missing?: (ground: Ground) => string | null;
  /** @throws when the product did something that it must not, beyond what the auditor sees. */
  readonly inflict: (ground: Ground) => Promise<void>;
}

/** For a part to be ready again after what happened to it, ms. */
export const READY_MS = 120_000;
