/** Engagements as the read models answer them, for a scripted backend. */
import { driftOf, type ModelDrift } from '../../../projections/read/drift.ts';
import type { ModelCard } from '../../../projections/read/model-cards.ts';
import { PSI_ALERT, PSI_LEAST } from '../../../projections/read/psi.ts';
import type { Mood } from '../../../projections/read/mood.ts';
import { labelsSaid, labelViews } from '../../../projections/read/labels.ts';
import type { Tone } from '../../../topics/events.ts';
import { READERS } from '../../../topics/readers.ts';
import type {
  EngagementSummary,
  EngagementDetail,
  Overview,
  WhyStep,
} from '../../../projections/read/types.ts';

export interface Sample {
  readonly n: number;
  readonly text: string;
  readonly at: number;
  readonly more?: Partial<EngagementSummary>;
}

const VOICES = [
  [
    'Marta Vidal',
    'martav',
    'The new cold brew at your Harbour Street shop is the best thing that happened to me this week 😍',
    'positive',
    'praise',
    'en',
  ],
  [
    'Jonas Berg',
    'jberg',
    'Ordered beans ten days ago, order 88213, still nothing. Does anybody read these messages?',
    'negative',
    'complaint',
    'en',
  ],
  [
    'سارة حداد',
    'sara_h',
    'هل لديكم قهوة منزوعة الكافيين في فرع المطار؟ شكراً لكم',
    'neutral',
    'question',
    'ar',
  ],
  [
    'Priya N.',
    'priyan',
    'Do you cater for offices? About 40 people, every Thursday morning.',
    'neutral',
    'lead',
    'en',
  ],
  [
    'Léa Fontaine',
    'leafontaine',
    'Le serveur de la rue des Lilas a été adorable avec ma grand-mère, merci à lui !',
    'positive',
    'praise',
    'fr',
  ],
  [
    'コーヒー好き',
    'coffee_jp',
    '新しいブレンド、とても美味しかったです。豆の通販はありますか?',
    'positive',
    'question',
    'ja',
  ],
  [
    'Tom O’Neill',
    'tomoneill',
    'Third time this month the app charged me twice. I want my money back today or I call my bank.',
    'negative',
    'complaint',
    'en',
  ],
  [
    'Win Big Now',
    'winbig_2291',
    'CONGRATULATIONS!! You were selected, claim your prize at prize-claims.example now',
    'neutral',
    'spam',
    'en',
  ],
] as const;

export function engagement({ n, text, at, more = {} }: Sample): EngagementSummary {
  const voice = VOICES[n % VOICES.length] ?? VOICES[0];
  const network = n % 3 === 2 ? 'mastodon' : 'x';
  const reply = {
    draftId: `draft-${n}`,
    draftVersion: 1,
    text: `Thank you for writing to us, ${voice[0].split(' ')[0]}. We are looking into it and answer you here today.`,
    tone: voice[3] === 'negative' ? 'empathetic' : voice[3] === 'positive' ? 'appreciative' : 'helpful',
    reasons: ['urgent'],
    flagged: false,
    issues: [],
    waitingUntil: null,
    code: null,
    networkPostId: null,
  };
  return {
    id: `e-${n}`,
    network,
    accountId: network === 'x' ? 'x:1001' : 'mastodon:2001',
    conversationId: `c-${n}`,
    author: { handle: voice[1], displayName: voice[0], followers: 120 + n * 37 },
    text: text === '' ? voice[2] : text,
    language: text === '' ? voice[5] : 'en',
    createdAt: new Date(at).toISOString(),
    receivedAt: new Date(at + 400).toISOString(),
    form: 'mention',
    state: 'held',
    sentiment: {
      label: voice[3],
      score: voice[3] === 'negative' ? -0.8 : voice[3] === 'positive' ? 0.9 : 0.05,
    },
    kind: voice[4],
    urgency: voice[3] === 'negative' ? 'high' : 'normal',
    spam: voice[4] === 'spam',
    reply,
    conversationVersion: 3,
    version: 10,
    ...more,
  };
}

const TONE: Tone = {
  emotion: 'anger',
  emotionProbabilities: { anger: 0.72, joy: 0.05, optimism: 0.08, sadness: 0.15 },
  irony: 0.51,
  offensive: 0.12,
  hate: 0.02,
  toxic: 0.2,
  thresholds: { irony: 0.45, offensive: 0.39, hate: 0.5, toxic: 0.5 },
  modelVersion: 'light-1',
};

const step = (
  index: number,
  at: number,
  hop: string,
  title: string,
  detail: object,
  actor = 'processor:demo',
): WhyStep => ({
  at: new Date(at).toISOString(),
  hop,
  title,
  eventType: 'Event',
  eventId: `0190a7c2-0000-7000-8000-${String(index).padStart(12, '0')}`,
  causationId: index === 0 ? null : `0190a7c2-0000-7000-8000-${String(index - 1).padStart(12, '0')}`,
  actor,
  latencyMs: index === 0 ? 0 : Math.round(12 * index ** 1.9),
  detail,
});

export function trailOf(summary: EngagementSummary): readonly WhyStep[] {
  const at = Date.parse(summary.receivedAt);
  return [
    step(
      0,
      at,
      'webhook',
      'X delivered it to the webhook',
      { network: summary.network, bytes: 812, sha256: 'ab12'.repeat(16) },
      'network:x',
    ),
    step(1, at + 12, 'received', `Received as a mention from @${summary.author.handle}`, {
      form: 'mention',
      summoned: true,
      visibility: 'public',
    }),
    step(2, at + 44, 'classified', `Classified as ${summary.kind}`, {
      kind: summary.kind,
      kindProbabilities: { complaint: 0.71, question: 0.14, request: 0.08, praise: 0.04, other: 0.03 },
      urgency: summary.urgency,
      urgencyScore: 0.81,
      urgencyFactors: [{ factor: 'asks_for_money_back', weight: 1.4, span: { start: 0, end: 5 } }],
      language: 'en',
      modelVersion: 'rules-baseline-1',
    }),
    step(3, at + 90, 'analyzed', 'Sentiment negative (−0.80)', {
      label: 'negative',
      score: -0.8,
      confidence: 0.84,
      probabilities: { negative: 0.84, neutral: 0.12, positive: 0.04 },
      evidence: [{ start: 0, end: 7, weight: -2.6 }],
      modelVersion: 'lexicon-baseline-1',
      tone: TONE,
    }),
    step(4, at + 140, 'drafted', 'Draft written from template empathetic-2', {
      draftId: summary.reply?.draftId,
      draftVersion: 1,
      text: summary.reply?.text,
      templateId: 'empathetic-2',
      contentHash: 'c0ffee'.repeat(8),
      modelVersion: 'templates-1',
    }),
    step(5, at + 210, 'checked', 'Safety check wants a person to look', {
      decision: 'hold',
      flagged: false,
      scores: { toxicity: 0.02, hate: 0, explicit: 0.01, brand: 0.74 },
      thresholds: { toxicity: 0.8, hate: 0.5, explicit: 0.5, brand: 0.7, band: 0.1 },
      contentHash: 'c0ffee'.repeat(8),
      issues: [
        ...(summary.reply?.issues ?? []),
        {
          layer: 'inbound',
          rule: 'inbound_legal',
          message: 'the message answered talks of a bank or lawyer',
          start: null,
          end: null,
        },
      ],
      policyVersion: 'default-1',
      modelVersion: 'gate-1',
    }),
    step(6, at + 300, 'held', 'Held for a person: urgent', { reasons: summary.reply?.reasons ?? [] }),
  ];
}

export function detail(
  summary: EngagementSummary,
  conversation: readonly EngagementSummary[],
): EngagementDetail {
  return {
    ...summary,
    url: 'https://social.example/1',
    classification: null,
    sentimentDetail: null,
    tone: TONE,
    labels: labelViews(
      labelsSaid(
        {
          kind: (summary.kind ?? 'other') as 'other',
          urgency: summary.urgency as 'low' | 'normal' | 'high',
          spam: summary.spam ?? false,
          language: summary.language ?? 'und',
          modelVersion: 'light-1',
        },
        { label: (summary.sentiment?.label ?? 'neutral') as 'neutral', modelVersion: 'light-1' },
        TONE,
      ),
      {},
    ),
    draft: null,
    verdict: null,
    declineReason: summary.state === 'declined' ? 'nothing_to_add' : null,
    trail: trailOf(summary),
    trailProblem: null,
    conversation,
  };
}

export function moodSample(now: number): Mood {
  const start = Math.floor(now / 3_600_000) * 3_600_000 - 23 * 3_600_000;
  const buckets = Array.from({ length: 24 }, (_, n) => ({
    at: start + n * 3_600_000,
    negative: n === 17 ? 42 : 3 + (n % 4),
    neutral: 12 + ((n * 5) % 9),
    positive: 8 + ((n * 3) % 7),
    emotions: {
      anger: n === 17 ? 38 : 2 + (n % 3),
      joy: 7 + ((n * 3) % 6),
      optimism: 5 + ((n * 5) % 8),
      sadness: 1 + ((n * 7) % 5),
    },
  }));
  const words = [{ words: 'delivery van', here: 31, elsewhere: 4, lift: 9.4 }];
  return { bucketMs: 3_600_000, buckets, spike: { at: start + 17 * 3_600_000, words } };
}

/** A week in which irony has moved, everything else looks as on the card, and toxic has little to say. */
export function driftSample(card: ModelCard, now: number): ModelDrift {
  const rows = card.heads.flatMap(({ name, reliability }) => {
    const bars = reliability.map(({ count }) => count);
    const shown = name === 'irony' ? bars.toReversed() : name === 'toxic' ? bars.map(() => 2) : bars;
    return shown.map((messages, bin) => ({ head: name, class: '', bin, messages }));
  });
  const without = { ...card, heads: card.heads.map((head) => ({ ...head, distribution: undefined })) };
  return {
    modelVersion: card.modelVersion,
    from: now - 7 * 86_400_000,
    to: now,
    alertOver: PSI_ALERT,
    leastMessages: PSI_LEAST,
    heads: driftOf(without, rows),
  };
}

export function overview(
  now: number,
  byState: Readonly<Record<string, number>>,
  paused: string | null,
): Overview {
  const counters = {
    received: 12_431,
    classified: 12_431,
    analyzed: 12_430,
    drafted: 9_104,
    held: 1_204,
    approved: 7_900,
    posted: 7_412,
    declined: 3_327,
    rejected: 41,
    failed: 3,
  };
  return {
    counters: {
      ...counters,
      bySentiment: { negative: 3_120, neutral: 5_201, positive: 4_110 },
      byKind: {
        question: 4_100,
        complaint: 2_900,
        praise: 3_000,
        request: 900,
        lead: 310,
        spam: 620,
        other: 601,
      },
      byUrgency: { high: 1_200, normal: 9_000, low: 2_231 },
      byState,
      since: new Date(now - 8 * 3_600_000).toISOString(),
      lastHour: { ...counters, received: 1_804, posted: 1_011, declined: 420 },
    },
    throughput: Array.from({ length: 60 }, (_, index) => ({
      minute: new Date(Math.floor(now / 60_000) * 60_000 - (59 - index) * 60_000).toISOString(),
      received: Math.round(30 + 12 * Math.sin(index / 5) + (index % 7)),
      posted: Math.round(18 + 7 * Math.sin(index / 5 - 0.6) + (index % 3)),
    })),
    freshness: { views: { p50Ms: 210, p99Ms: 840 }, tables: { p50Ms: 480, p99Ms: 1_320 } },
    lag: [
      ...Object.keys(READERS).map((processor, index) => ({
        processor,
        kind: 'processor' as const,
        records: index === 6 ? 1_243 : index % 3,
        behindMs: index === 6 ? 412_000 : (index % 3) * 40,
      })),
      { processor: 'archive', kind: 'read_model', records: 0, behindMs: 0 },
      { processor: 'tables', kind: 'read_model', records: 12, behindMs: 310 },
      { processor: 'views', kind: 'read_model', records: 3, behindMs: 90 },
    ],
    accounts: [
      {
        accountId: 'x:1001',
        network: 'x',
        handle: 'acmecoffee',
        hold: false,
        holdReason: null,
        limit: {
          used: 100,
          limit: 100,
          windowSeconds: 900,
          nextFreeAt: new Date(now + 7 * 60_000).toISOString(),
        },
        waiting: 43,
        waitingReason: 'network_limit',
        postedLastHour: 388,
      },
      {
        accountId: 'mastodon:2001',
        network: 'mastodon',
        handle: 'acmecoffee@social.example',
        hold: false,
        holdReason: null,
        limit: { used: 61, limit: 300, windowSeconds: 300, nextFreeAt: null },
        waiting: 0,
        waitingReason: null,
        postedLastHour: 623,
      },
    ],
    workspace: { id: 'acme', name: 'Acme Coffee', paused: paused !== null, pausedReason: paused },
    problems: [],
  };
}
