/** Answers of the models as the log's records hold them (`topics/schemas`). Pure mapping, nothing is decided here. */
import { deriveId } from '../topics/ids.ts';
import type {
  Classification as ClassificationRecord,
  Draft as DraftRecord,
  Sentiment as SentimentRecord,
  Tone as ToneRecord,
  Verdict as VerdictRecord,
} from '../topics/events.ts';
import type { Classification, Drafted, SentimentReading, ToneReading, Verdict } from './ports.ts';

export function classificationRecord(answer: Classification): ClassificationRecord {
  return {
    ...answer,
    urgencyFactors: answer.urgencyFactors.map(({ factor, weight, span }) => ({
      factor,
      weight,
      start: span?.start ?? null,
      end: span?.end ?? null,
    })),
  };
}

export function sentimentRecord(answer: SentimentReading): SentimentRecord {
  const { label, score, confidence, probabilities, modelVersion } = answer;
  return { label, score, confidence, probabilities, modelVersion };
}

export function toneRecord(answer: ToneReading): ToneRecord {
  const { emotion, emotionProbabilities, irony, offensive, hate, toxic, thresholds, modelVersion } = answer;
  return { emotion, emotionProbabilities, irony, offensive, hate, toxic, thresholds, modelVersion };
}

/** `hash` is `contentHash` over account, target, text and media. */
export function draftRecord(answer: Drafted, hash: string): DraftRecord {
  const { text, tone, templateId, modelVersion } = answer;
  // Templates are written by people, and nobody pays for an answer.
  return { text, tone, templateId, contentHash: hash, modelVersion, disclosures: [] };
}

/** The id is that of content hash, policy and model version: the same judgement has the same id. */
export function verdictRecord(answer: Verdict): VerdictRecord {
  const { contentHash, policyVersion, policyNumber, modelVersion, decision, flagged } = answer;
  const { thresholds, compliance } = answer;
  return {
    verdictId: deriveId('verdict', contentHash, policyVersion, policyNumber, modelVersion),
    contentHash,
    decision,
    flagged,
    reasons: holdCodes(answer),
    scores: Object.fromEntries(
      Object.entries(answer.scores).filter((entry): entry is [string, number] => entry[1] !== null),
    ),
    thresholds,
    issues: answer.issues.map(({ layer, rule, message, span }) => ({
      layer,
      rule,
      message,
      start: span?.start ?? null,
      end: span?.end ?? null,
    })),
    compliance,
    policyVersion,
    policyNumber,
    modelVersion,
  };
}

/** Why a verdict holds, as codes for `ReplyHeld.reasons`: the gate's reasons, then the rules that spoke. */
export function holdCodes(answer: Verdict): readonly string[] {
  return [...new Set([...answer.reasons, ...answer.issues.map((issue) => `${issue.layer}:${issue.rule}`)])];
}
