/**
 * A made-up but whole life of engagements, as the processors would write it: for tests of read models that
 * need every kind of event in quantity. Pure: number n gives the same events each time but for `at`.
 */
import type { TopicName } from '../../topics/catalogue.ts';
import type { AnyEvent, Engagement, EventData, EventType } from '../../topics/events.ts';
import { deriveId, engagementIdOf } from '../../topics/ids.ts';

export interface Told {
  readonly topic: TopicName;
  readonly key: string;
  readonly event: AnyEvent;
}

const TEXTS = ['Where is my order?', 'Love the new blend', 'My cup leaks, refund please', 'مرحبا', 'ok 👍'];
const LABELS = ['negative', 'neutral', 'positive'] as const;
const KINDS = ['question', 'complaint', 'praise', 'request', 'lead', 'spam', 'other'] as const;
const URGENCIES = ['low', 'normal', 'high'] as const;

function pick<T>(list: readonly T[], n: number): T {
  return list[n % list.length] as T;
}

/**
 * What happens to engagement number n. n mod 4: 0 approved and posted, 1 held, 2 declined, 3 waits.
 * @param at epoch ms of its first event; each next event is a millisecond later.
 */
export function lifeOf(
  n: number,
  at: number,
  scope = { tenantId: 'demo', workspaceId: 'acme' },
): readonly Told[] {
  const nativeId = String(5_000_000 + n);
  const accountId = n % 3 === 0 ? 'mastodon:2001' : 'x:1001';
  const conversationId = `${accountId}:${5_000_000 + (n - (n % 2))}`;
  const id = engagementIdOf(accountId, nativeId);
  const told: Told[] = [];
  let cause: string | null = null;
  const tell = <T extends EventType>(
    topic: TopicName,
    key: string,
    type: T,
    data: EventData[T],
    correlationId = id,
  ): void => {
    const eventId = deriveId('story', n, told.length);
    const event = {
      eventId,
      type,
      ...scope,
      streamId: key,
      streamVersion: topic === 'reply.events' ? told.length : null,
      occurredAt: at + told.length,
      recordedAt: at + told.length,
      correlationId,
      causationId: cause,
      actor: 'processor:story',
      data,
    } as unknown as AnyEvent;
    told.push({ topic, key, event });
    cause = eventId;
  };
  const correct = (previousLabel: string, label: string, version: number, head = 'urgency'): void => {
    if (label === previousLabel) return;
    const modelLabel = head === 'urgency' ? pick(URGENCIES, n) : previousLabel;
    const about = { engagementId: id, conversationId, head, modelLabel };
    const data = { ...about, label, previousLabel, modelVersion: 'rules-1', unselected: false };
    tell('label.events', conversationId, 'LabelCorrected', data);
    const { event } = told.at(-1) as Told;
    Object.assign(event, { streamVersion: version, streamId: `labels:${id}` });
  };
  const engagement: Engagement = {
    engagementId: id,
    network: accountId.split(':')[0] as string,
    accountId,
    conversationId,
    nativeId,
    nativeParentId: null,
    form: 'mention',
    author: { nativeId: `a${n}`, handle: `person${n}`, displayName: `Person ${n}`, followers: n },
    text: `${pick(TEXTS, n)} #${n}`,
    language: 'en',
    url: `https://x.example/${nativeId}`,
    summoned: true,
    visibility: 'public',
    createdAt: at - 1_000,
  };
  const classification = {
    kind: pick(KINDS, n),
    kindProbabilities: { [pick(KINDS, n)]: 0.9 },
    urgency: pick(URGENCIES, n),
    urgencyScore: 0.5,
    urgencyFactors: [],
    spam: pick(KINDS, n) === 'spam',
    spamScore: 0.1,
    language: 'en',
    modelVersion: 'rules-1',
  };
  const label = pick(LABELS, n);
  const sentiment = {
    label,
    score: (n % 3) - 1,
    confidence: 0.8,
    probabilities: { [label]: 0.8 },
    modelVersion: 'lexicon-1',
  };
  const body = Buffer.from(JSON.stringify({ id: nativeId, text: engagement.text }));
  tell(
    'inbound.raw',
    accountId,
    'InboundReceived',
    {
      network: engagement.network,
      accountId,
      transport: 'webhook',
      contentType: 'application/json',
      headers: [],
      body,
      bodySha256: 'aa',
    },
    deriveId('delivery', n),
  );
  tell('engagement.received', conversationId, 'EngagementReceived', {
    engagement,
    authorContacts: 1,
    velocity: 1,
  });
  tell('engagement.classified', conversationId, 'EngagementClassified', {
    engagement,
    classification,
    entities: [{ kind: 'hashtag', start: 0, end: 2, value: `${n}` }],
  });
  tell('engagement.analyzed', conversationId, 'EngagementAnalyzed', {
    engagement,
    classification,
    sentiment,
    tone: {
      emotion: 'joy' as const,
      emotionProbabilities: { joy: 0.7, anger: 0.3 },
      irony: 0.1,
      offensive: 0.2,
      hate: 0.05,
      toxic: 0.15,
      thresholds: { irony: 0.5, offensive: 0.2, toxic: 0.5 },
      modelVersion: 'tone-1',
    },
  });
  if (n % 8 === 6) {
    const other = pick(LABELS, n + 1);
    tell('engagement.refined', conversationId, 'EngagementRefined', {
      engagementId: id,
      conversationId,
      because: 'low_confidence',
      sentiment: {
        label: other,
        score: 0.25,
        confidence: 0.9,
        probabilities: { [other]: 0.9 },
        modelVersion: 'tiny-1',
      },
      lightSentiment: sentiment,
    });
  }
  const way = n % 4;
  if (way === 2) {
    tell('reply.drafted', conversationId, 'ReplyDeclined', { engagement, reason: 'spam' });
    return told;
  }
  const draftId = deriveId('draft', n);
  const actionId = deriveId('action', n);
  const draft = {
    text: `Thank you #${n}`,
    tone: 'helpful' as const,
    templateId: 't1',
    contentHash: `h${n}`,
    modelVersion: 'template-1',
    disclosures: [],
  };
  const verdict = {
    verdictId: deriveId('verdict', n),
    contentHash: draft.contentHash,
    decision: way === 1 ? ('hold' as const) : ('pass' as const),
    flagged: false,
    reasons: way === 1 ? ['low_confidence'] : [],
    scores: { toxicity: 0.01 },
    thresholds: { toxicity: 0.5 },
    issues:
      way === 1
        ? [{ layer: 'policy', rule: 'blocked_word', message: 'a word on the list', start: 6, end: 9 }]
        : [],
    compliance: 'met' as const,
    policyNumber: 0,
    policyVersion: 'p1',
    modelVersion: 'gate-1',
  };
  const about = { draftId, draftVersion: 1, engagementId: id, conversationId, conversationVersion: 1 };
  tell('reply.drafted', conversationId, 'ReplyDrafted', {
    draftId,
    draftVersion: 1,
    engagement,
    classification,
    sentiment,
    draft,
  });
  tell('safety.checked', conversationId, 'SafetyChecked', {
    draftId,
    draftVersion: 1,
    engagement,
    draft,
    verdict,
    classification,
    sentiment,
  });
  if (way === 1) {
    tell('reply.events', conversationId, 'ReplyHeld', {
      ...about,
      accountId,
      text: draft.text,
      contentHash: draft.contentHash,
      reasons: ['low_confidence'],
    });
    correct(pick(URGENCIES, n), 'high', 1);
    if (n % 8 === 1)
      correct('high', pick(URGENCIES, n), 2); // taken back
    else {
      correct('joy', 'anger', 2, 'emotion');
      correct('no', 'yes', 3, 'toxic');
    }
    return told;
  }
  const approval = {
    mode: 'auto' as const,
    approver: 'policy:p1',
    contentHash: draft.contentHash,
    approvedAt: at,
  };
  tell('reply.events', conversationId, 'ReplyApproved', {
    ...about,
    accountId,
    actionId,
    contentHash: draft.contentHash,
    verdictId: verdict.verdictId,
    approval,
  });
  const target = {
    actionId,
    accountId,
    network: engagement.network,
    kind: 'reply' as const,
    engagementId: id,
    conversationId,
    targetNativeId: nativeId,
    targetAuthorHandle: engagement.author.handle,
    summoned: true,
    visibility: 'public' as const,
    targetCreatedAt: engagement.createdAt,
    text: draft.text,
    contentHash: draft.contentHash,
    disclosures: draft.disclosures,
  };
  const outcome = {
    actionId,
    engagementId: id,
    conversationId,
    code: null,
    networkPostId: null,
    until: null,
  };
  tell('action.commands', accountId, 'RequestAction', { target, verdict, approval });
  if (way === 3) {
    const until = at + 900_000;
    tell('action.events', accountId, 'ActionWaiting', {
      target,
      until,
      code: 'rate_limit',
      message: 'the limit of 15 minutes is used',
    });
    tell('reply.outcomes', conversationId, 'ReplyActionOutcome', {
      ...outcome,
      outcome: 'waiting',
      code: 'rate_limit',
      until,
    });
    return told;
  }
  const grantId = deriveId('grant', n);
  const attemptId = deriveId('attempt', n);
  const expiresAt = at + 30_000;
  const networkPostId = `post${n}`;
  tell('action.events', accountId, 'ActionGranted', {
    target,
    grantId,
    attemptNumber: 1,
    idempotencyKey: actionId,
    expiresAt,
  });
  tell('action.attempts', accountId, 'AttemptStarted', {
    attemptId,
    grantId,
    target,
    idempotencyKey: actionId,
    expiresAt,
  });
  tell('action.attempts', accountId, 'AttemptPublished', {
    attemptId,
    grantId,
    target,
    networkPostId,
    publishedText: null,
    rate: { limit: 100, remaining: 99 - (n % 50), resetAt: at + 900_000 },
  });
  tell('reply.outcomes', conversationId, 'ReplyActionOutcome', {
    ...outcome,
    outcome: 'posted',
    networkPostId,
  });
  tell('reply.events', conversationId, 'ReplyCompleted', {
    ...about,
    actionId,
    outcome: 'posted',
    networkPostId,
    code: null,
  });
  return told;
}

/** Rows that the lives of engagements `from` to `to` (exclusive) make in each table of events. */
export function expectedRows(lives: readonly (readonly Told[])[]): Readonly<Record<string, number>> {
  const events = lives.flat();
  const count = (...topics: readonly TopicName[]): number =>
    events.filter((one) => topics.includes(one.topic)).length;
  return {
    engagements: count('engagement.received', 'engagement.classified', 'engagement.analyzed'),
    replies: count('reply.drafted', 'safety.checked', 'reply.events'),
    attempts: count('action.events', 'action.attempts'),
    labels: count('label.events'),
    refinements: count('engagement.refined'),
    trail: events.length,
    log_archive: events.length,
  };
}
