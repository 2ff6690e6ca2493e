/** The labels of an engagement: what the model said, and what a person made of it. Pure. */
import type { Classification, EventData, Sentiment, Tone } from '../../topics/events.ts';
import { HEADS, TONE_FLAGS, type Head } from '../../topics/labels.ts';

/** A person's newest word on a head, as the view keeps it. */
export type Correction = EventData['LabelCorrected'] & {
  readonly actor: string;
  readonly at: number;
  readonly streamVersion: number | null;
};

export interface LabelView {
  readonly head: Head;
  /** In force: a person's, if there is one. */
  readonly label: string;
  readonly modelLabel: string;
  readonly modelVersion: string;
  /** Who corrected it; null while it is the model's own. */
  readonly correctedBy: string | null;
  readonly correctedAt: string | null;
}

/** What the models said, in the words of the labels. */
interface Said {
  readonly label: string;
  readonly modelVersion: string;
}

export function labelsSaid(
  classification: Pick<Classification, 'kind' | 'urgency' | 'spam' | 'language' | 'modelVersion'> | null,
  sentiment: Pick<Sentiment, 'label' | 'modelVersion'> | null,
  tone: Tone | null,
): Partial<Record<Head, Said>> {
  const said: Partial<Record<Head, Said>> = {};
  if (sentiment) said.sentiment = { label: sentiment.label, modelVersion: sentiment.modelVersion };
  if (tone) {
    const { emotion, thresholds, modelVersion } = tone;
    said.emotion = { label: emotion, modelVersion };
    for (const flag of TONE_FLAGS) {
      const threshold = thresholds[flag];
      if (threshold === undefined) continue; // nobody said what counts as yes
      said[flag] = { label: tone[flag] >= threshold ? 'yes' : 'no', modelVersion };
    }
  }
  if (!classification) return said;
  const { kind, urgency, spam, language, modelVersion } = classification;
  const words = { kind, urgency, spam: spam ? 'yes' : 'no', language } as const;
  for (const [head, label] of Object.entries(words)) said[head as Head] = { label, modelVersion };
  return said;
}

/** In the order of the heads; heads that no model has labelled yet are left out. */
export function labelViews(
  said: Partial<Record<Head, Said>>,
  corrections: Partial<Record<Head, Correction>>,
): readonly LabelView[] {
  return HEADS.flatMap((head): LabelView[] => {
    const model = said[head];
    if (!model) return [];
    const correction = corrections[head];
    // Taken back is taken back, also when a second look has changed what the model says since.
    const stands = correction !== undefined && correction.label !== correction.modelLabel;
    const corrected = stands && correction.label !== model.label ? correction : null;
    return [
      {
        head,
        label: corrected?.label ?? model.label,
        modelLabel: model.label,
        modelVersion: model.modelVersion,
        correctedBy: corrected?.actor ?? null,
        correctedAt: corrected ? new Date(corrected.at).toISOString() : null,
      },
    ];
  });
}

/** Highest version that the decider of labels has shown in this engagement's view; 0 before the first. */
export function labelVersionOf(corrections: Partial<Record<Head, Correction>>): number {
  return Math.max(0, ...Object.values(corrections).map(({ streamVersion }) => streamVersion ?? 0));
}
