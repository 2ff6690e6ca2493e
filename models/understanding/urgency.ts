/** Urgency as an explained score: log-odds of named factors, each shown with where it was seen. */
import type { SentimentReading, Span, Urgency, UrgencyFactor } from '../ports.ts';
import type { Folded } from '../text/fold.ts';
import { PhraseMatcher } from '../text/phrases.ts';
import type { TokenizedText } from '../text/tokens.ts';
import { RISK_PHRASES, RISK_TOPICS } from './risk-phrases.ts';
import type { RiskTopic } from './risk-phrases.ts';

/** What each topic adds to the log-odds, once a text. Set by hand. */
const TOPIC_WEIGHTS: Readonly<Record<RiskTopic, number>> = {
  self_harm: 4.5,
  threat: 3.5,
  safety: 3.2,
  fraud: 2.6,
  legal: 2.6,
  press: 2.2,
  outage: 1.8,
  deadline: 1,
  repeated: 1.2,
};

const PRIOR = -2.6;
const HIGH = 0.6;
const NORMAL = 0.25;
/** Authors with as many followers are heard widely. */
const WIDE_REACH = 50_000;

const MATCHER = new PhraseMatcher(RISK_TOPICS.map((topic) => RISK_PHRASES[topic]));

export interface UrgencyReading {
  readonly urgency: Urgency;
  readonly urgencyScore: number;
  readonly urgencyFactors: readonly UrgencyFactor[];
}

export interface UrgencyInput {
  readonly text: TokenizedText;
  readonly risks: ReadonlyMap<RiskTopic, Span>;
  readonly sentiment: SentimentReading;
  readonly authorFollowers: number | null;
  readonly asksBrand: boolean;
  readonly spam: boolean;
}

/** First hit of each risk topic in a flattened text. */
export function riskTopics(flat: Folded): ReadonlyMap<RiskTopic, Span> {
  const found = new Map<RiskTopic, Span>();
  for (const hit of MATCHER.find(flat)) {
    const topic = RISK_TOPICS[hit.entry]!;
    if (!found.has(topic)) found.set(topic, { start: hit.start, end: hit.end });
  }
  return found;
}

export function readUrgency(input: UrgencyInput): UrgencyReading {
  const factors: UrgencyFactor[] = [];
  for (const [topic, span] of input.risks) {
    factors.push({ factor: topic, weight: TOPIC_WEIGHTS[topic], span });
  }
  const negativity = Math.max(0, -input.sentiment.score);
  if (negativity > 0.2) factors.push({ factor: 'negative_sentiment', weight: round(negativity * 1.5) });
  const shouted = input.text.tokens.find((token) => token.kind === 'marks' && token.text.length >= 3);
  if (shouted !== undefined) {
    factors.push({ factor: 'repeated_marks', weight: 0.4, span: { start: shouted.start, end: shouted.end } });
  }
  if (input.asksBrand) factors.push({ factor: 'question_to_brand', weight: 0.7 });
  if ((input.authorFollowers ?? 0) >= WIDE_REACH) factors.push({ factor: 'wide_reach', weight: 0.8 });
  if (input.spam) factors.push({ factor: 'spam', weight: -4 });
  const odds = factors.reduce((sum, factor) => sum + factor.weight, PRIOR);
  const urgencyScore = 1 / (1 + Math.exp(-odds));
  const urgency = urgencyScore >= HIGH ? 'high' : urgencyScore >= NORMAL ? 'normal' : 'low';
  return { urgency, urgencyScore, urgencyFactors: factors };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
