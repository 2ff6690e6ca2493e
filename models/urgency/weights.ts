/**
 * What each factor adds to the log-odds of "must somebody look within the hour?". Set by hand, then corrected on the
 * tuned half of the cases; the prior is that of a message with nothing in it.
 */
import type { Topic } from './terms.ts';

export const PRIOR = -3;

/** From here on a message is `high`: urgent is likelier than not. */
export const HIGH = 0.5;
export const NORMAL = 0.2;

export const TOPIC_WEIGHTS = {
  self_harm: 5,
  threat: 3.6,
  fire_or_gas: 3.8,
  injury_or_illness: 3.3,
  contamination: 3.6,
  unsafe_product: 3.4,
  stranded_or_trapped: 3.1,
  health_supply: 1,
  vulnerable_person: 0.6,
  fraud: 3.2,
  reversal: 2.2,
  lost_key_item: 3.1,
  billing_error: 1.9,
  privacy: 3.6,
  outage: 2.5,
  obstacle: 0.7,
  many_affected: 0,
  legal: 2.4,
  press: 3.2,
  repeated: 1.3,
  impersonal_loss: 1.3,
  now: 0.9,
  within_hours: 1.2,
  within_days: 0.8,
  event_at_stake: 0,
  not_urgent: -4,
  settled: -3.5,
  in_jest: -2,
  elsewhere_or_past: -2,
} as const satisfies Readonly<Record<Topic, number>>;

/** Topics that say something happened or is at stake. */
export const INCIDENTS: ReadonlySet<Topic> = new Set([
  'self_harm',
  'threat',
  'fire_or_gas',
  'injury_or_illness',
  'contamination',
  'unsafe_product',
  'stranded_or_trapped',
  'health_supply',
  'fraud',
  'reversal',
  'lost_key_item',
  'billing_error',
  'privacy',
  'outage',
  'legal',
]);

/** Topics that a negation before them takes back ("nobody was hurt"). */
export const NEGATABLE: ReadonlySet<Topic> = new Set([
  'threat',
  'fire_or_gas',
  'injury_or_illness',
  'contamination',
  'fraud',
  'legal',
  'now',
  'within_hours',
  'within_days',
  'settled',
]);

/** Two topics together say more than each alone. */
export const TOGETHER: readonly {
  readonly factor: string;
  readonly all: readonly Topic[];
  readonly weight: number;
}[] = [
  { factor: 'outage_for_many', all: ['outage', 'many_affected'], weight: 1.4 },
  { factor: 'event_soon', all: ['event_at_stake', 'within_hours'], weight: 1.6 },
  { factor: 'event_soon', all: ['event_at_stake', 'within_days'], weight: 1.4 },
  { factor: 'repeated_and_legal', all: ['repeated', 'legal'], weight: 0.8 },
  { factor: 'supply_running_out', all: ['health_supply', 'within_hours'], weight: 1.5 },
];

export const OTHER_WEIGHTS = {
  /** Times P(negative) - P(positive), where that is over the floor. */
  negative_sentiment: 1.2,
  positive_sentiment: -2,
  capitals: 0.4,
  repeated_marks: 0.4,
  question_to_brand: 0.2,
  /** A request or statement with several messages before it, per message after the second. */
  repeated_contact: 0.7,
  wide_reach: 0.8,
  very_wide_reach: 1.6,
  fast_conversation: 1.5,
  spam: -2.5,
} as const;
export const SENTIMENT_FLOOR = 0.2;
export const MAX_CONTACTS_COUNTED = 6;
export const WIDE_REACH = 50_000;
export const VERY_WIDE_REACH = 500_000;
/** Messages a minute in one conversation. */
export const FAST = 5;
