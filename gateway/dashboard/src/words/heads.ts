/** What the models say about a message, and what each of their words is called. */
import { LABELS, type Head } from '../../../../topics/labels.ts';
import { emotionLabel, kindLabel, SENTIMENT_WORDS, urgencyLabel } from './labels.ts';

const HEAD_WORDS: { readonly [H in Head]: string } = {
  sentiment: 'Mood',
  kind: 'Kind',
  urgency: 'Urgency',
  spam: 'Spam',
  language: 'Language',
  emotion: 'Emotion',
  irony: 'Irony',
  offensive: 'Offensive',
  hate: 'Hate',
  toxic: 'Toxic',
};

const languages = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'code' });

const WORDS: { readonly [H in Head]: (label: string) => string } = {
  sentiment: (label) => SENTIMENT_WORDS[label]?.label ?? label,
  kind: kindLabel,
  urgency: urgencyLabel,
  spam: (label) => (label === 'yes' ? 'Spam' : 'Not spam'),
  emotion: emotionLabel,
  irony: (label) => (label === 'yes' ? 'Ironic' : 'Not ironic'),
  offensive: (label) => (label === 'yes' ? 'Offensive' : 'Not offensive'),
  hate: (label) => (label === 'yes' ? 'Hateful' : 'Not hateful'),
  toxic: (label) => (label === 'yes' ? 'Toxic' : 'Not toxic'),
  language: (label) => (label === 'und' ? 'Not clear' : (languages.of(label) ?? label)),
};

export const headLabel = (head: Head): string => HEAD_WORDS[head];
export const labelWord = (head: Head, label: string): string => WORDS[head](label);

/** Labels to choose from, in the order of the head; languages by name. */
export function choicesOf(head: Head): readonly { readonly label: string; readonly word: string }[] {
  const choices = LABELS[head].map((label) => ({ label, word: labelWord(head, label) }));
  return head === 'language' ? choices.sort((a, b) => a.word.localeCompare(b.word, 'en')) : choices;
}
