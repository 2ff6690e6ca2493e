/**
 * Every processor, in the order in which an engagement passes them. Adding one: its file, and a row here.
 */
import { baselineModels } from '../models/baseline.ts';
import type { Models } from '../models/baseline.ts';
import type { SafetyGate, SentimentRefiner } from '../models/ports.ts';
import type { GrammarReader } from '../models/safety/quality/grammar.ts';
import type { OwnerSource } from '../platforms/account-owners.ts';
import type { PlatformClient } from '../platforms/port.ts';
import type { ReadersOf } from './adopted.ts';
import { account } from './account.ts';
import { analyze } from './analyze.ts';
import { classify } from './classify.ts';
import { draft } from './draft.ts';
import { execute } from './execute.ts';
import { labels } from './labels.ts';
import { normaliser } from './normalise.ts';
import { outcomes } from './outcomes.ts';
import { demoProfiles } from './profiles.ts';
import type { ProfileSource } from './profiles.ts';
import { readback } from './readback.ts';
import { refine } from './refine.ts';
import { reply } from './reply.ts';
import { rollup } from './rollup.ts';
import type { Processor } from './runtime/types.ts';
import { safety } from './safety.ts';
import type { PolicySource } from './safety.ts';
import { workspace } from './workspace.ts';

/** What the processors need from outside; tests and replays give their own. */
export interface ProcessorDeps {
  readonly models: Models;
  /** The optional transformer tier; null leaves its processor out. */
  readonly refiner: SentimentRefiner | null;
  readonly profileOf: ProfileSource;
  /** Which workspace connected an account. */
  readonly ownerOf: OwnerSource;
  /** What reads a workspace's texts, with weights that it adopted (`adopted.ts`); absent: `models` for all. */
  readonly readersOf?: ReadersOf;
  /** Safety policies that workspaces configured (`policies.ts`). */
  readonly policyOf: PolicySource;
  readonly clientOf: (accountId: string) => PlatformClient | undefined;
  /** The clock, for the one comparison that must be made at the moment of sending. */
  readonly now: () => number;
  /** When attempts without an answer are looked for (`readback.ts`). */
  readonly readbackMs?: readonly number[];
  /** Reads spelling and grammar of texts that wait for a person; absent where nobody needs it. */
  readonly grammar?: GrammarReader;
}

type Given = Pick<ProcessorDeps, 'clientOf' | 'now'> &
  Partial<
    Pick<
      ProcessorDeps,
      'profileOf' | 'ownerOf' | 'policyOf' | 'readersOf' | 'refiner' | 'grammar' | 'readbackMs'
    >
  >;

/**
 * The baseline models and the demo workspace, around the clients of a configuration (`clientSource`).
 * @param gate instead of the one without hosted moderators
 */
export function standardDeps(outside: Given, gate: SafetyGate = baselineModels.safety): ProcessorDeps {
  const models = { ...baselineModels, safety: gate };
  return {
    models,
    refiner: null,
    profileOf: demoProfiles,
    ownerOf: () => undefined,
    policyOf: () => undefined,
    ...outside,
  };
}

export function processors({
  models,
  refiner,
  readersOf = () => models,
  profileOf,
  ownerOf,
  policyOf,
  clientOf,
  now,
  grammar,
  readbackMs,
}: ProcessorDeps): readonly Processor[] {
  return [
    normaliser(ownerOf),
    classify((tenantId, workspaceId) => readersOf(tenantId, workspaceId).classifier, profileOf),
    analyze(readersOf),
    ...(refiner ? [refine(refiner)] : []),
    draft({ writer: models.drafts, profileOf }),
    safety({ gate: models.safety, profileOf, policyOf, ...(grammar === undefined ? {} : { grammar }) }),
    reply,
    account,
    execute({ clientOf, now }),
    readback({ clientOf, ...(readbackMs === undefined ? {} : { looksMs: readbackMs }) }),
    outcomes,
    labels,
    workspace,
    rollup,
  ];
}
