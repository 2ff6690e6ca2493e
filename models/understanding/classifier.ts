/** The baseline's kind, urgency, spam and language: rules over phrases and the lexicon's sentiment. */
import type { Classification, Classifier, ClassifyInput, Kind, SentimentReading, Span } from '../ports.ts';
import { KINDS } from '../ports.ts';
import type { Folded } from '../text/fold.ts';
import { detectLanguage } from '../text/language.ts';
import { flatten, PhraseMatcher } from '../text/phrases.ts';
import { tokenize } from '../text/tokens.ts';
import type { TokenizedText } from '../text/tokens.ts';
import { VERSIONS } from '../versions.ts';
import { KIND_PHRASES, PHRASED_KINDS } from './kind-phrases.ts';
import { readSentiment } from './sentiment.ts';
import { readSpam, SPAM_THRESHOLD } from './spam.ts';
import type { SpamReading } from './spam.ts';
import type { RiskTopic } from './risk-phrases.ts';
import { readUrgency } from '../urgency/score.ts';
import type { Mood } from '../urgency/score.ts';
import { riskTopics } from './urgency.ts';

const MATCHER = new PhraseMatcher(PHRASED_KINDS.map((kind) => KIND_PHRASES[kind]));
/** Hits of one kind that count; more of the same add nothing. */
const MAX_HITS = 2;

/** Weight of one phrase of a kind, in logits. */
const PHRASE_WEIGHT: Readonly<Record<(typeof PHRASED_KINDS)[number], number>> = {
  question: 0.8,
  complaint: 1.3,
  praise: 0.8,
  request: 0.9,
  lead: 1.4,
};

function logits(
  text: TokenizedText,
  flat: Folded,
  sentiment: SentimentReading,
  spamScore: number,
  risks: ReadonlyMap<RiskTopic, Span>,
  mentionsBrand: boolean,
): Record<Kind, number> {
  const scores: Record<Kind, number> = {
    question: 0,
    complaint: 0,
    praise: 0,
    request: 0,
    lead: 0,
    spam: spamScore > SPAM_THRESHOLD ? 3 + 4 * spamScore : -2 + 3 * spamScore,
    other: 1.2,
  };
  const hits = new Map<number, number>();
  for (const hit of MATCHER.find(flat)) hits.set(hit.entry, (hits.get(hit.entry) ?? 0) + 1);
  for (const [entry, count] of hits) {
    const kind = PHRASED_KINDS[entry]!;
    scores[kind] += PHRASE_WEIGHT[kind] * Math.min(count, MAX_HITS);
  }
  const asks = text.tokens.some((token) => token.kind === 'marks' && /[?؟]/.test(token.text));
  if (asks) {
    scores.question += 2.2;
    if (scores.lead > 0) scores.lead += 1.2;
  }
  if (
    risks.has('outage') ||
    risks.has('fraud') ||
    risks.has('repeated') ||
    risks.has('safety') ||
    risks.has('legal')
  )
    scores.complaint += 1.2;
  scores.complaint += Math.max(0, -sentiment.score) * 2.4;
  scores.praise += Math.max(0, sentiment.score) * 2.4;
  // Praise that the writer takes back is none, and nobody complains while delighted.
  if (sentiment.label === 'negative') scores.praise -= 1.5;
  if (sentiment.label === 'positive') scores.complaint -= 1;
  if (mentionsBrand) scores.other -= 0.4;
  return scores;
}

function softmax(scores: Readonly<Record<Kind, number>>): Record<Kind, number> {
  const top = Math.max(...KINDS.map((kind) => scores[kind]));
  const powers = KINDS.map((kind) => Math.exp(scores[kind] - top));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return Object.fromEntries(KINDS.map((kind, index) => [kind, powers[index]! / total])) as Record<
    Kind,
    number
  >;
}

/** Kinds that are told apart once it is known that a text is no spam. */
export type HonestKind = Exclude<Kind, 'spam'>;
const HONEST_KINDS = KINDS.filter((kind) => kind !== 'spam');

/** Spam from a trained expert, and how it is weighed against the rules. */
export interface TrainedSpam {
  readonly probability: number;
  /**
   * `mean`: half the word for an expert that knows other texts than these. `evidence`: the expert knows such texts;
   * the rules' signs only add to its log-odds.
   */
  readonly rules: 'mean' | 'evidence';
}

/** What other models know of a text already. `und` and null leave it to the rules. */
export interface Known {
  readonly language: string;
  readonly spam: TrainedSpam | null;
  /** Probability of each kind but spam; the rules' are averaged with it. */
  readonly kinds: Readonly<Record<HonestKind, number>> | null;
  /** Asked with the language that was found; what urgency takes for the writer's mood in the lexicon's place. */
  readonly trainedMood: ((language: string) => Mood | null) | null;
}

const NOTHING_KNOWN: Known = { language: 'und', spam: null, kinds: null, trainedMood: null };

/** Share of the evidence of the rules' signs beside an expert for such texts: best in cross-validation. */
const SIGNS_BESIDE_EXPERT = 0.3;
/** Keeps log-odds finite. */
const LEAST_PROBABILITY = 1e-6;

/** Who writes of danger or damage is not taken for a spammer on the expert's word alone: the rules have half of it. */
function spamScoreOf(ruled: SpamReading, trained: TrainedSpam | null, ofRisk: boolean): number {
  if (trained === null) return ruled.score;
  if (ofRisk || trained.rules === 'mean') return (trained.probability + ruled.score) / 2;
  const p = Math.min(Math.max(trained.probability, LEAST_PROBABILITY), 1 - LEAST_PROBABILITY);
  const odds = Math.log(p / (1 - p)) + SIGNS_BESIDE_EXPERT * ruled.evidence;
  return 1 / (1 + Math.exp(-odds));
}

/** Most that doubt takes from the probabilities, so that their order stays. */
const MOST_DOUBT = 0.95;

/**
 * The mean of the rules' and the trained probabilities of the kinds; what the rules give to spam stays. The likeliest is
 * no surer than the less sure of both, because clear praise is answered without a person: then all move towards equal
 * shares, in the same order.
 */
function mixKinds(ruled: Record<Kind, number>, trained: Known['kinds']): Record<Kind, number> {
  if (trained === null) return ruled;
  const honest = 1 - ruled.spam;
  const mixed = { ...ruled };
  for (const kind of HONEST_KINDS) mixed[kind] = (ruled[kind] + honest * trained[kind]) / 2;
  const best = HONEST_KINDS.reduce((a, b) => (mixed[b] > mixed[a] ? b : a));
  const share = honest / HONEST_KINDS.length;
  const sure = Math.min(ruled[best], honest * trained[best]);
  const over = mixed[best] - sure;
  if (over <= 0 || mixed[best] <= share) return mixed;
  const doubt = Math.min(MOST_DOUBT, over / (mixed[best] - share));
  for (const kind of HONEST_KINDS) mixed[kind] = (1 - doubt) * mixed[kind] + doubt * share;
  return mixed;
}

/** The rules, told what other models know; kind and urgency build on it. */
export function classifyWith(input: ClassifyInput, known: Known): Classification {
  const text = tokenize(input.text);
  const flat = flatten(text.folded);
  const language =
    known.language === 'und' ? detectLanguage(text.read, text.tokens, input.language) : known.language;
  const sentiment = readSentiment(text, language);
  const risks = riskTopics(flat);
  const ruledSpam = readSpam(text, flat);
  const spamScore = spamScoreOf(ruledSpam, known.spam, risks.size > 0);
  const spam = spamScore > SPAM_THRESHOLD;
  const ruledKinds = softmax(logits(text, flat, sentiment, spamScore, risks, input.mentionsBrand));
  const kindProbabilities = mixKinds(ruledKinds, known.kinds);
  const best = KINDS.reduce((a, b) => (kindProbabilities[b] > kindProbabilities[a] ? b : a), 'other');
  const kind = spam ? 'spam' : best === 'spam' ? 'other' : best;
  const urgency = readUrgency({
    text,
    flat,
    language,
    sentiment: known.trainedMood?.(language) ?? sentiment,
    authorFollowers: input.authorFollowers ?? null,
    authorContacts: input.authorContacts ?? null,
    velocity: input.velocity ?? null,
    asksBrand: (kind === 'question' || kind === 'request') && input.mentionsBrand,
    // On the expert's word alone nobody's emergency is put aside: the rules must have seen a sign, too.
    spam: spam && ruledSpam.evidence > 0,
  });
  return {
    kind,
    kindProbabilities,
    ...urgency,
    spam,
    spamScore,
    language,
    modelVersion: VERSIONS.classifier,
  };
}

export const rulesClassifier: Classifier = { classify: (input) => classifyWith(input, NOTHING_KNOWN) };
