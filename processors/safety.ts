/**
 * reply.drafted, edits in reply.events, safety.requests → safety.checked: a verdict on exactly one content hash,
 * under the safety policy that is in force. Every text passes here, a person's too; the deciders act only on a
 * verdict for the hash they hold.
 */
import { verdictRecord } from '../models/records.ts';
import { DEFAULT_POLICY } from '../models/safety/policy.ts';
import { qualityOf } from '../models/safety/quality/quality.ts';
import { languageOfText } from '../models/safety/text-language.ts';
import type { GrammarReader } from '../models/safety/quality/grammar.ts';
import type { WorkspacePolicy } from '../models/safety/policy.ts';
import type { SafetyGate, Verdict as Judgement } from '../models/ports.ts';
import type { Draft, Engagement, SafetyCheckedData, Verdict } from '../topics/events.ts';
import type { ProfileSource } from './profiles.ts';
import { isEvent } from './runtime/types.ts';
import type { Effect, Outcome } from './runtime/types.ts';

export interface SafetyDeps {
  readonly gate: SafetyGate;
  readonly profileOf: ProfileSource;
  /** The workspace's own policy; undefined while it has configured none. */
  readonly policyOf: PolicySource;
  /** Absent: quality says nothing of spelling and grammar. Asked only for English texts that wait for a person. */
  readonly grammar?: GrammarReader;
}

export type PolicySource = (tenantId: string, workspaceId: string) => WorkspacePolicy | undefined;

/**
 * How long spelling and grammar of a text that waits for a person may take, ms. Outputs leave in order, so whoever
 * comes behind waits as long. Harper takes 5 ms a text in its own thread, but 3 s and 280 MB when it starts: what
 * is judged meanwhile has no such scores, and says so.
 */
const GRAMMAR_MS = 300;
/** How long a draft waits for a policy that the account decider knows and this process does not yet, ms. */
const POLICY_WAIT_MS = 1_000;

export function safety(deps: SafetyDeps): Effect {
  return {
    kind: 'effect',
    name: 'safety',
    version: 1,
    purpose: 'Judges every text before it can go out.',
    inputs: ['reply.drafted', 'reply.events', 'safety.requests'],
    outputs: ['safety.checked'],
    concurrency: 16,
    deadlineMs: 15_000,
    handle: async (event, { now }) => {
      if (isEvent(event, 'ReplyDeclined')) return { kind: 'skip', reason: 'nothing_drafted' };
      const again = isEvent(event, 'ScreenReply');
      if (!isEvent(event, 'ReplyDrafted') && !isEvent(event, 'ReplyEdited') && !again) {
        return { kind: 'skip', reason: 'no_new_text' };
      }
      const own = deps.policyOf(event.tenantId, event.workspaceId);
      if (again && (own?.number ?? 0) <= event.data.judgedUnder) {
        return event.data.mustBeNewer
          ? { kind: 'park', reason: 'policy_not_seen_yet', until: now + POLICY_WAIT_MS }
          : { kind: 'skip', reason: 'policy_unchanged' };
      }
      const { draftId, draftVersion, engagement, draft } = event.data;
      // A text that has waited since before has none.
      const told = draft.disclosures ?? [];
      const understood = isEvent(event, 'ReplyDrafted')
        ? event.data
        : { classification: null, sentiment: null };
      const { classification, sentiment } = understood;
      // A workspace without a profile is judged by the default policy, and never passes without a person.
      const profile = deps.profileOf(event.tenantId, event.workspaceId);
      const policy = own ?? profile?.safety ?? DEFAULT_POLICY;
      const judgement = await deps.gate.check({
        text: draft.text,
        context: {
          workspace: `${event.tenantId}/${event.workspaceId}`,
          account: engagement.accountId,
          target: engagement.nativeId,
          media: [],
          // The gate reads the language from the text itself: what is answered may be in another one.
          language: 'und',
          inboundText: engagement.text,
          disclosures: told,
        },
        workspacePolicy: policy,
        network: engagement.network,
      });
      const decided = profile ? verdictRecord(judgement) : heldFor(judgement, 'workspace_unknown');
      const verdict = await withQuality(deps, decided, draft, engagement, policy);
      return checked({ draftId, draftVersion, engagement, draft, verdict, classification, sentiment });
    },
  };
}

function checked(
  data: SafetyCheckedData & { readonly engagement: Engagement; readonly draft: Draft },
): Outcome {
  return {
    kind: 'emit',
    outputs: [{ topic: 'safety.checked', key: data.engagement.conversationId, type: 'SafetyChecked', data }],
  };
}

/**
 * Several scores of quality; none of them changes the decision. They cost 0.04 ms a text, so every text has them;
 * only a text that a person will read is worth the time of spelling and grammar.
 */
async function withQuality(
  { grammar }: SafetyDeps,
  verdict: Verdict,
  { text }: Draft,
  engagement: Engagement,
  policy: WorkspacePolicy,
): Promise<Verdict> {
  const asked =
    grammar !== undefined && verdict.decision === 'hold' && languageOfText(text).likely[0] === 'en';
  const found = asked ? await grammar.read(text, GRAMMAR_MS) : null;
  const quality = qualityOf({ text, inboundText: engagement.text, policy, grammar: found });
  const named = Object.entries(quality).map(([name, value]) => [`quality_${name}`, value] as const);
  return {
    ...verdict,
    scores: { ...verdict.scores, ...Object.fromEntries(named) },
    issues: asked && found === null ? [...verdict.issues, GRAMMAR_UNREAD] : verdict.issues,
  };
}

/** For the person who reads the scores: one that is not there is not a good one. */
export const GRAMMAR_UNREAD: Verdict['issues'][number] = {
  layer: 'quality',
  rule: 'grammar_unread',
  message: 'spelling and grammar were not read: no answer in time',
  start: null,
  end: null,
};

function heldFor(judgement: Judgement, reason: string): Verdict {
  const verdict = verdictRecord(judgement);
  return { ...verdict, decision: 'hold', reasons: [...verdict.reasons, reason] };
}
