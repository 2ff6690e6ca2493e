/** One engagement with all that explains it. */
import { KEY, workspacePrefix } from '../redis/keys.ts';
import { readHistory } from './history.ts';
import { hydrate, type Stores } from './list.ts';
import { labelsSaid, labelVersionOf, labelViews } from './labels.ts';
import { correctionsOf, replyVersionOf, sectionsOf, sentimentOf, summaryOf, type Hash } from './summary.ts';
import { issuesOf, readTrail } from './trail.ts';
import type { EngagementDetail, EngagementSummary, ReplySummary, Scope, WhyStep } from './types.ts';

const CONVERSATION = 50;

/** @returns null when there is no such engagement in the scope. */
export async function engagementDetail(
  stores: Stores,
  scope: Scope,
  id: string,
): Promise<EngagementDetail | null> {
  const prefix = workspacePrefix(await stores.view(), scope.tenantId, scope.workspaceId);
  const hash = await stores.redis.hgetall(prefix + KEY.engagement(id));
  const summary = summaryOf(hash);
  const [{ trail, trailProblem }, old] = await Promise.all([
    trailOf(stores, scope, id),
    summary
      ? null
      : readHistory(stores.client, stores.db, scope, { ids: [id] }, 1).then((found) => found[0] ?? null),
  ]);
  const shown = summary ?? old?.summary;
  if (!shown) return null;
  const sections = sectionsOf(hash);
  return {
    ...shown,
    reply: summary ? shown.reply : withIssues(shown.reply, trail),
    url: sections.received?.engagement.url ?? old?.url ?? null,
    classification: sections.classified?.classification ?? null,
    sentimentDetail: sentimentOf(sections),
    tone: sections.analyzed?.tone ?? null,
    labels: summary
      ? labelViews(
          labelsSaid(
            sections.classified?.classification ?? null,
            sentimentOf(sections),
            sections.analyzed?.tone ?? null,
          ),
          correctionsOf(hash),
        )
      : (old?.labels ?? []),
    draft: (sections.edited ?? sections.drafted)?.draft ?? null,
    verdict: sections.verdict?.verdict ?? null,
    declineReason: shown.state === 'declined' ? (sections.declined?.reason ?? null) : null,
    trail,
    trailProblem,
    conversation: await conversationOf(stores, scope, prefix, shown),
  };
}

/** Of a reply that the views no longer keep: what was found in its text stands in the trail. */
function withIssues(reply: ReplySummary | null, trail: readonly WhyStep[]): ReplySummary | null {
  return reply && { ...reply, issues: issuesOf(trail, reply.draftVersion) };
}

/** The page is still useful without it: the trail may be away with ClickHouse. */
async function trailOf(
  stores: Stores,
  scope: Scope,
  id: string,
): Promise<{ readonly trail: readonly WhyStep[]; readonly trailProblem: string | null }> {
  try {
    return { trail: await readTrail(stores.client, stores.db, scope, id), trailProblem: null };
  } catch (error) {
    return { trail: [], trailProblem: `The trail cannot be read now: ${(error as Error).name}` };
  }
}

async function conversationOf(
  stores: Stores,
  scope: Scope,
  prefix: string,
  shown: EngagementSummary,
): Promise<readonly EngagementSummary[]> {
  const ids = await stores.redis.zrange(
    prefix + KEY.conversation(shown.conversationId),
    '+inf',
    '-inf',
    'BYSCORE',
    'REV',
    'LIMIT',
    0,
    CONVERSATION,
  );
  if (ids.length === 0) {
    const found = await readHistory(
      stores.client,
      stores.db,
      scope,
      { conversationId: shown.conversationId },
      CONVERSATION,
    );
    return found.map((one) => one.summary).reverse();
  }
  const found = await hydrate(
    stores.redis,
    prefix,
    ids.map((id) => ({ id, score: 0 })),
  );
  return found.flatMap((one) => (one.summary ? [one.summary] : [])).reverse();
}

/** Newest stream version of a decider that a view shows. */
const SHOWN = {
  reply: replyVersionOf,
  labels: (hash: Hash) => labelVersionOf(correctionsOf(hash)),
} as const;

/**
 * Waits until the view of this engagement shows a decision of at least this stream version.
 * @returns false when it does not after `deadlineMs`.
 */
export async function waitForView(
  stores: Stores,
  scope: Scope,
  engagementId: string,
  decider: keyof typeof SHOWN,
  version: number,
  deadlineMs: number,
  sleep: (ms: number) => Promise<unknown>,
): Promise<boolean> {
  const until = stores.now() + deadlineMs;
  const prefix = workspacePrefix(await stores.view(), scope.tenantId, scope.workspaceId);
  for (;;) {
    if (SHOWN[decider](await stores.redis.hgetall(prefix + KEY.engagement(engagementId))) >= version)
      return true;
    if (stores.now() >= until) return false;
    await sleep(20);
  }
}
