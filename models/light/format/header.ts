/**
 * What a weights file says of itself before the weights; checked before anything is believed. Written by hand: this
 * is on the way of a command that has to start quickly and stay small, and a validator's library weighs more than
 * the weights.
 */

/**
 * Logit to probability: softmax(z / temperature), sigmoid(slope * z + offset) per column, or, where the likelier
 * answer shall be the best one, sigmoid(slope * (z - at)) with one slope on each side of `at`.
 */
export type Calibration =
  | { readonly kind: 'temperature'; readonly temperature: number }
  | { readonly kind: 'platt'; readonly slope: readonly number[]; readonly offset: readonly number[] }
  | { readonly kind: 'cut'; readonly at: number; readonly below: number; readonly above: number };

export const HEAD_KINDS = ['softmax', 'binary', 'multi'] as const;

export interface HeadHeader {
  readonly name: string;
  readonly kind: (typeof HEAD_KINDS)[number];
  readonly classes: readonly string[];
  readonly plane: number;
  /** First of the head's columns in the plane: one for binary, else one a class. */
  readonly column: number;
  /** Weight = int8 * scale. */
  readonly scale: number;
  readonly bias: readonly number[];
  readonly calibration: Calibration;
  /** Of each class, for multi; empty for the others, whose label is the likeliest class. */
  readonly thresholds: readonly number[];
  /** Answers queue for people and are never acted on by a machine. */
  readonly reviewOnly: boolean;
}

export interface PlaneHeader {
  /** log2 of the rows. */
  readonly bits: number;
  /** Bytes a row, a multiple of 16. */
  readonly columns: number;
}

export interface WeightsHeader {
  readonly name: string;
  readonly featureSpec: string;
  readonly planes: readonly PlaneHeader[];
  readonly heads: readonly HeadHeader[];
}

export function headColumns(head: HeadHeader): number {
  return head.kind === 'binary' ? 1 : head.classes.length;
}

/** The header in a parsed JSON value; throws Error with the place of the first thing that is wrong. */
export function checkHeader(value: unknown): WeightsHeader {
  const { name, featureSpec, planes, heads } = record(value, 'the header');
  return {
    name: text(name, 'name'),
    featureSpec: text(featureSpec, 'featureSpec'),
    planes: list(planes, 'planes', checkPlane),
    heads: list(heads, 'heads', checkHead),
  };
}

function checkPlane(value: unknown, at: string): PlaneHeader {
  const { bits, columns } = record(value, at);
  const plane = {
    bits: number(bits, `${at}.bits`, isWithin(1, 24)),
    columns: number(columns, `${at}.columns`, (one) => one >= 16 && one % 16 === 0),
  };
  return plane;
}

function checkHead(value: unknown, at: string): HeadHeader {
  const head = record(value, at);
  const kind = HEAD_KINDS.find((one) => one === head['kind']);
  if (kind === undefined) throw new Error(`${at}.kind is none of ${HEAD_KINDS.join(', ')}`);
  const classes = list(head['classes'], `${at}.classes`, text);
  if (classes.length < 2) throw new Error(`${at}.classes has fewer than two`);
  if (typeof head['reviewOnly'] !== 'boolean') throw new Error(`${at}.reviewOnly is neither true nor false`);
  const found: HeadHeader = {
    name: text(head['name'], `${at}.name`),
    kind,
    classes,
    plane: number(head['plane'], `${at}.plane`, isWithin(0, 255)),
    column: number(head['column'], `${at}.column`, isWithin(0, 65_535)),
    scale: number(head['scale'], `${at}.scale`, isPositive),
    bias: numbers(head['bias'], `${at}.bias`),
    calibration: checkCalibration(head['calibration'], `${at}.calibration`),
    thresholds: numbers(head['thresholds'], `${at}.thresholds`),
    reviewOnly: head['reviewOnly'],
  };
  const columns = headColumns(found);
  const { calibration } = found;
  const fits =
    found.bias.length === columns &&
    (calibration.kind !== 'platt' ||
      (calibration.slope.length === columns && calibration.offset.length === columns)) &&
    (calibration.kind !== 'cut' || kind === 'binary') &&
    (kind !== 'multi' || found.thresholds.length === columns);
  if (!fits) throw new Error(`${at} has other than ${columns} columns in bias, calibration or thresholds`);
  return found;
}

function checkCalibration(value: unknown, at: string): Calibration {
  const { kind, temperature, slope, offset, at: cut, below, above } = record(value, at);
  switch (kind) {
    case 'temperature':
      return { kind, temperature: number(temperature, `${at}.temperature`, isPositive) };
    case 'platt':
      return { kind, slope: numbers(slope, `${at}.slope`), offset: numbers(offset, `${at}.offset`) };
    case 'cut':
      return {
        kind,
        at: number(cut, `${at}.at`),
        below: number(below, `${at}.below`, isPositive),
        above: number(above, `${at}.above`, isPositive),
      };
    default:
      throw new Error(`${at}.kind is unknown`);
  }
}

type Test = (value: number) => boolean;
const isPositive: Test = (value) => value > 0;
const isWithin =
  (from: number, to: number): Test =>
  (value) =>
    Number.isInteger(value) && value >= from && value <= to;

function record(value: unknown, at: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new Error(`${at} is not an object`);
}

function list<T>(value: unknown, at: string, check: (one: unknown, at: string) => T): readonly T[] {
  if (!Array.isArray(value) || value.length === 0) throw new Error(`${at} is not a list with entries`);
  return value.map((one: unknown, index) => check(one, `${at}[${index}]`));
}

function text(value: unknown, at: string): string {
  if (typeof value !== 'string') throw new Error(`${at} is not a text`);
  return value;
}

function number(value: unknown, at: string, test: Test = () => true): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || !test(value)) {
    throw new Error(`${at} is not a number that is possible there`);
  }
  return value;
}

function numbers(value: unknown, at: string): readonly number[] {
  if (!Array.isArray(value)) throw new Error(`${at} is not a list`);
  return value.map((one: unknown, index) => number(one, `${at}[${index}]`));
}
