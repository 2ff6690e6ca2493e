/**
 * What the light tier says of a text, head by head, as people and programs read it: the trained heads, and the
 * two that are put together here, `language` (script first, then the trained head) and `spam` (one expert per
 * kind of channel; where the channel is not told, those of messages and comments, weighted by how much the text looks
 * like either).
 */
import { labelIndex } from './tier.ts';
import type { LightTier, TierHead } from './tier.ts';
import { readScript } from './script.ts';

/** Where a text was written; decides which spam expert is asked. */
export const CHANNELS = ['message', 'comment', 'post'] as const;
export type Channel = (typeof CHANNELS)[number];

export interface HeadReading {
  readonly label: string;
  /** By class; sums to 1, except for `emotions`, where each stands alone. */
  readonly probabilities: Readonly<Record<string, number>>;
  /** Only for heads that may have several labels: those over their threshold. */
  readonly labels?: readonly string[];
}

export interface LightReading {
  readonly modelVersion: string;
  readonly heads: Readonly<Record<string, HeadReading>>;
}

/** Under so many letters, and under such probabilities, a language is not named. */
export const LANGUAGE_RULES = { letters: 3, shortLetters: 15, shortMargin: 0.5, margin: 0.3 } as const;

/** Heads that `spam` is put together from. */
export const EXPERTS: Readonly<Record<Channel, string>> = {
  message: 'spamMessage',
  comment: 'spamComment',
  post: 'spamPost',
};
export const CHANNEL_HEAD = 'channel';
export const SPAM = 'spam';
/** The script is read first, then the trained head. */
export const LANGUAGE = 'language';
/** Without these there is no `spam`; the expert for posts is asked only where the weights have it. */
const SPAM_PARTS = [CHANNEL_HEAD, EXPERTS.message, EXPERTS.comment];

/** From this probability on a head of yes and no says yes. */
export const HALF = 0.5;

/** Probability of spam from the experts' for messages and for comments, and how much the text looks like a comment (0 to 1). */
export function mixedSpam(message: number, comment: number, asComment: number): number {
  return (1 - asComment) * message + asComment * comment;
}

export class LightReader {
  readonly tier: LightTier;
  readonly #byName: ReadonlyMap<string, TierHead>;
  /** Heads that can be asked for, in the order of the answers. */
  readonly names: readonly string[];

  constructor(tier: LightTier) {
    this.tier = tier;
    this.#byName = new Map(tier.heads.map((head) => [head.name, head]));
    const hasSpam = SPAM_PARTS.every((name) => this.#byName.has(name));
    const trained = tier.heads.map((head) => head.name).filter((name) => name !== CHANNEL_HEAD);
    this.names = hasSpam ? trained.toSpliced(trained.indexOf(EXPERTS.message), 0, SPAM) : trained;
  }

  get modelVersion(): string {
    return this.tier.modelVersion;
  }

  /** Whether the weights have an expert for spam in posts; without it, posts are read as if no channel were told. */
  get knowsPosts(): boolean {
    return this.#byName.has(EXPERTS.post);
  }

  /** The trained head of that name; null for `spam`, which is put together. Throws for a name that does not exist. */
  head(name: string): TierHead | null {
    if (!this.names.includes(name)) throw new Error(`no head "${name}"; there are: ${this.names.join(', ')}`);
    return this.#byName.get(name) ?? null;
  }

  /** The trained heads that those are made of. */
  partsOf(names: readonly string[]): readonly string[] {
    const spamParts = this.knowsPosts ? [...SPAM_PARTS, EXPERTS.post] : SPAM_PARTS;
    return names.flatMap((name) => (this.head(name) === null ? spamParts : [name]));
  }

  /** A function that reads those heads; throws for a name that does not exist. */
  heads(names: readonly string[]): (text: string, channel?: Channel) => LightReading {
    const wanted = names.map((name) => ({ name, head: this.head(name) }));
    const parts = this.partsOf(names);
    return (text, channel) => {
      this.tier.use(parts);
      this.tier.read(text);
      const heads: Record<string, HeadReading> = {};
      for (const { name, head } of wanted) {
        heads[name] = head === null ? this.#spamReading(channel) : this.#head(head, text);
      }
      return { modelVersion: this.tier.modelVersion, heads };
    };
  }

  /** Probability of spam of the text that the tier has read last. */
  spam(channel: Channel | undefined): number {
    if (channel === 'post' && this.knowsPosts) return this.tier.probabilities(EXPERTS.post)[1]!;
    const message = this.tier.probabilities(EXPERTS.message)[1]!;
    const comment = this.tier.probabilities(EXPERTS.comment)[1]!;
    const asComment =
      channel === 'comment' ? 1 : channel === 'message' ? 0 : this.tier.probabilities(CHANNEL_HEAD)[1]!;
    return mixedSpam(message, comment, asComment);
  }

  /** Language of the text that the tier has read last. */
  language(text: string): HeadReading {
    return languageOf(this.#byName.get(LANGUAGE)!, this.tier.probabilities(LANGUAGE), text);
  }

  #head(head: TierHead, text: string): HeadReading {
    if (head.name === LANGUAGE) return this.language(text);
    const values = this.tier.probabilities(head.name);
    const probabilities: Record<string, number> = {};
    for (let c = 0; c < values.length; c++) probabilities[head.classes[c]!] = values[c]!;
    if (head.kind !== 'multi') return { label: head.classes[labelIndex(values)]!, probabilities };
    const labels = head.classes.filter((_, c) => values[c]! >= head.thresholds[c]!);
    return { label: head.classes[labelIndex(values)]!, labels, probabilities };
  }

  #spamReading(channel: Channel | undefined): HeadReading {
    const yes = this.spam(channel);
    return { label: yes >= HALF ? 'yes' : 'no', probabilities: { no: 1 - yes, yes } };
  }
}

function languageOf(head: TierHead, values: Float64Array, text: string): HeadReading {
  const script = readScript(text);
  const { letters, shortLetters, shortMargin, margin } = LANGUAGE_RULES;
  if (script.letters < letters) return { label: 'und', probabilities: { und: 1 } };
  if (script.language !== null) return { label: script.language, probabilities: { [script.language]: 1 } };
  const probabilities: Record<string, number> = {};
  let best = 0;
  let second = -1;
  for (let c = 0; c < values.length; c++) {
    probabilities[head.classes[c]!] = values[c]!;
    if (c > 0 && values[c]! > values[best]!) [best, second] = [c, best];
    else if (c > 0 && (second < 0 || values[c]! > values[second]!)) second = c;
  }
  const lead = values[best]! - (second < 0 ? 0 : values[second]!);
  const unsure = lead < (script.letters < shortLetters ? shortMargin : margin);
  return { label: unsure ? 'und' : head.classes[best]!, probabilities };
}
