/**
 * Answers as lines of JSON, put straight into bytes: making objects, strings and numbers of sixty probabilities would
 * cost more than reading the text. Everything that is always the same is laid out once; only labels and digits are
 * filled in. The same as `JSON.stringify` of what `LightReader.heads` gives, with probabilities of four digits.
 */
import { labelIndex } from './tier.ts';
import { HALF, LANGUAGE } from './reader.ts';
import type { Channel, HeadReading, LightReader } from './reader.ts';

/** Four digits: more would say what the models do not know. */
const STEPS = 10_000;
const ZERO = 0x30;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;

/** A head's part of the line: before | label | labels | after, its digits at known places of `after`. */
interface Template {
  readonly name: string;
  /** `spam` is put together, `language` may come from the script, `multi` has several labels. */
  readonly kind: 'plain' | 'spam' | 'language' | 'multi';
  readonly before: Buffer;
  /** By class, with quotes. */
  readonly labels: readonly Buffer[];
  readonly labelsBegin: Buffer;
  readonly after: Buffer;
  /** By class: where its six characters begin in `after`. */
  readonly digits: readonly number[];
  readonly thresholds: readonly number[];
}

/** More than a script's language needs: its code twice, and the words around. */
const SCRIPT_ROOM = 128;

export class AnswerWriter {
  readonly #reader: LightReader;
  readonly #templates: readonly Template[];
  readonly #parts: readonly string[];
  readonly #begin: Buffer;
  /** Bytes of the longest answer without its id. */
  readonly #longest: number;
  #bytes = Buffer.allocUnsafeSlow(65_536);
  #at = 0;

  /** Throws for a name that does not exist. */
  constructor(reader: LightReader, names: readonly string[]) {
    this.#reader = reader;
    this.#parts = reader.partsOf(names);
    this.#templates = names.map((name, index) => templateOf(reader, name, index === 0));
    this.#begin = Buffer.from(`,"modelVersion":${JSON.stringify(reader.modelVersion)},"heads":{`);
    this.#longest = this.#templates.reduce(
      (sum, one) =>
        sum +
        one.before.length +
        one.labelsBegin.length +
        one.after.length +
        SCRIPT_ROOM +
        one.labels.reduce((all, label) => all + label.length + 1, 0),
      this.#begin.length + 16,
    );
  }

  /** Bytes that wait. */
  get length(): number {
    return this.#at;
  }

  /** What was written since; overwritten by the next answer. */
  take(): Buffer {
    const taken = this.#bytes.subarray(0, this.#at);
    this.#at = 0;
    return taken;
  }

  /** Any value as a line. */
  line(value: unknown): void {
    const text = `${JSON.stringify(value)}\n`;
    this.#room(text.length * 3);
    this.#at += this.#bytes.write(text, this.#at, 'utf8');
  }

  /** What the heads say of a text, as a line. */
  answer(id: string | number, text: string, channel?: Channel): void {
    this.#room(this.#longest + (typeof id === 'string' ? id.length * 6 : 32) + 16);
    const { tier } = this.#reader;
    tier.use(this.#parts);
    tier.read(text);
    this.#ascii('{"id":');
    this.#id(id);
    this.#put(this.#begin);
    for (const template of this.#templates) this.#head(template, text, channel);
    this.#ascii('}}\n');
  }

  #head(template: Template, text: string, channel: Channel | undefined): void {
    this.#put(template.before);
    const { tier } = this.#reader;
    switch (template.kind) {
      case 'spam': {
        const yes = this.#reader.spam(channel);
        this.#put(template.labels[yes >= HALF ? 1 : 0]!);
        const from = this.#after(template);
        this.#digits(from + template.digits[0]!, 1 - yes);
        this.#digits(from + template.digits[1]!, yes);
        return;
      }
      case 'language':
        this.#language(template, this.#reader.language(text));
        return;
      case 'multi':
      case 'plain': {
        const values = tier.probabilities(template.name);
        this.#put(template.labels[labelIndex(values)]!);
        if (template.kind === 'multi') this.#labels(template, values);
        const from = this.#after(template);
        for (let c = 0; c < values.length; c++) this.#digits(from + template.digits[c]!, values[c]!);
      }
    }
  }

  #labels({ labels, labelsBegin, thresholds }: Template, values: Float64Array): void {
    this.#put(labelsBegin);
    let any = false;
    for (let c = 0; c < values.length; c++) {
      if (values[c]! < thresholds[c]!) continue;
      if (any) this.#bytes[this.#at++] = COMMA;
      this.#put(labels[c]!);
      any = true;
    }
    this.#bytes[this.#at++] = 0x5d;
  }

  /** Where the script decides, there is one probability, of a language that the head may not know. */
  #language(template: Template, { label, probabilities }: HeadReading): void {
    this.#ascii(JSON.stringify(label));
    const names = Object.keys(probabilities);
    if (names.length === template.digits.length) {
      const from = this.#after(template);
      for (const [c, name] of names.entries()) this.#digits(from + template.digits[c]!, probabilities[name]!);
      return;
    }
    this.#ascii(`,"probabilities":${JSON.stringify(probabilities)}}`);
  }

  #after({ after }: Template): number {
    const from = this.#at;
    this.#put(after);
    return from;
  }

  #digits(at: number, probability: number): void {
    const bytes = this.#bytes;
    const steps = Math.round(probability * STEPS);
    const whole = steps >= STEPS ? 1 : 0;
    const rest = steps - whole * STEPS;
    bytes[at] = ZERO + whole;
    bytes[at + 2] = ZERO + ((rest / 1000) | 0);
    bytes[at + 3] = ZERO + (((rest / 100) | 0) % 10);
    bytes[at + 4] = ZERO + (((rest / 10) | 0) % 10);
    bytes[at + 5] = ZERO + (rest % 10);
  }

  #id(id: string | number): void {
    if (typeof id === 'number') {
      this.#ascii(JSON.stringify(id));
      return;
    }
    const begin = this.#at;
    this.#bytes[this.#at++] = QUOTE;
    for (let i = 0; i < id.length; i++) {
      const unit = id.charCodeAt(i);
      if (unit < 0x20 || unit >= 0x7f || unit === QUOTE || unit === BACKSLASH) {
        this.#at = begin + this.#bytes.write(JSON.stringify(id), begin, 'utf8');
        return;
      }
      this.#bytes[this.#at++] = unit;
    }
    this.#bytes[this.#at++] = QUOTE;
  }

  #put(segment: Buffer): void {
    this.#bytes.set(segment, this.#at);
    this.#at += segment.length;
  }

  #ascii(text: string): void {
    for (let i = 0; i < text.length; i++) this.#bytes[this.#at++] = text.charCodeAt(i);
  }

  #room(bytes: number): void {
    if (this.#at + bytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.#at + bytes));
    this.#bytes.copy(larger, 0, 0, this.#at);
    this.#bytes = larger;
  }
}

function templateOf(reader: LightReader, name: string, first: boolean): Template {
  const head = reader.head(name);
  const classes = head?.classes ?? ['no', 'yes'];
  const multi = head?.kind === 'multi';
  const quoted = classes.map((one) => JSON.stringify(one));
  let after = ',"probabilities":{';
  const digits = quoted.map((one, c) => {
    after += `${c === 0 ? '' : ','}${one}:`;
    const at = Buffer.byteLength(after);
    after += '0.0000';
    return at;
  });
  return {
    name,
    kind: head === null ? 'spam' : name === LANGUAGE ? 'language' : multi ? 'multi' : 'plain',
    before: Buffer.from(`${first ? '' : ','}${JSON.stringify(name)}:{"label":`),
    labels: quoted.map((one) => Buffer.from(one)),
    labelsBegin: Buffer.from(',"labels":['),
    after: Buffer.from(`${after}}}`),
    digits,
    thresholds: head?.thresholds ?? [],
  };
}
