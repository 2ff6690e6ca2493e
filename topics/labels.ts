/**
 * What a person may correct: every head of the models, with the labels that it has. A label is a word of the data
 * sets that the models learn from; spam, irony, offensive, hate and toxic are yes or no, a language is ISO 639-1 or
 * `und`.
 */

/** Two-letter codes of ISO 639-1 (Library of Congress, Codes for the Representation of Names of Languages). */
const ISO_639_1 =
  'aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en ' +
  'eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ' +
  'ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ' +
  'ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st ' +
  'su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu';

export const LABELS = {
  sentiment: ['negative', 'neutral', 'positive'],
  kind: ['question', 'complaint', 'praise', 'request', 'lead', 'spam', 'other'],
  urgency: ['low', 'normal', 'high'],
  spam: ['no', 'yes'],
  language: ['und', ...ISO_639_1.split(' ')],
  emotion: ['anger', 'joy', 'optimism', 'sadness'],
  irony: ['no', 'yes'],
  offensive: ['no', 'yes'],
  hate: ['no', 'yes'],
  toxic: ['no', 'yes'],
} as const satisfies Record<string, readonly string[]>;

export type Head = keyof typeof LABELS;
export const HEADS = Object.keys(LABELS) as readonly Head[];

export function isHead(name: string): name is Head {
  return Object.hasOwn(LABELS, name);
}

/** Heads of the tone that answer with a probability, which is yes from a threshold on. */
export const TONE_FLAGS = ['irony', 'offensive', 'hate', 'toxic'] as const satisfies readonly Head[];

/** Whether the head has this label; false for a head that nobody knows. */
export function isLabelOf(head: string, label: string): boolean {
  return isHead(head) && (LABELS[head] as readonly string[]).includes(label);
}
