/**
 * How many different messages somebody (an author, a conversation) had lately, in rows whose number and size are
 * bounded whatever comes. The rows are a small cache, as processors have them: the hash of a name chooses one of
 * `slots` rows, and a row holds the last messages of at most `ways` names. Where a row is full, the name with the
 * fewest messages goes, of these the one that was silent longest: so a count may come out too low in a flood,
 * and never too high.
 *
 * A message is a mark of its second and 20 bits of its id's hash, so the same message counts once however often
 * and in whatever order it comes, and nobody is named in the state. Times are those of the messages, never a
 * clock: the same messages in the same order give the same counts.
 */
import { hash } from 'node:crypto';
import type { RowChange } from '../runtime/types.ts';

export interface Lately {
  /** First part of the rows' names. */
  readonly name: string;
  /** How far back messages count, s. */
  readonly windowS: number;
  /** Rows; a power of two, at most 65,536. */
  readonly slots: number;
  /** Names in a row. */
  readonly ways: number;
  /** Messages kept of a name: counts go no higher. */
  readonly most: number;
  /** How long a row may lie unchanged, ms. */
  readonly keepMs: number;
}

/** A name's hash, then its marks, oldest first. */
type Entry = readonly [who: string, ...marks: number[]];
type Slot = readonly Entry[];

const ID_BITS = 2 ** 20;
const secondOf = (mark: number): number => Math.floor(mark / ID_BITS);
const sameId = (a: number, b: number): boolean => a % ID_BITS === b % ID_BITS;
const newestOf = (entry: Entry): number => entry.at(-1) as number;

export interface Message {
  readonly who: string;
  readonly nativeId: string;
  /** Epoch ms. */
  readonly at: number;
}

/** The message noted, and how many of its name there are in the window that ends with it, itself among them. */
export function note(
  lately: Lately,
  { who, nativeId, at }: Message,
  get: (row: string) => unknown,
  now: number,
): { readonly count: number; readonly change: RowChange } {
  const digest = hash('sha1', who, 'hex');
  const row = `${lately.name}:${Number.parseInt(digest.slice(0, 4), 16) & (lately.slots - 1)}`;
  const fingerprint = digest.slice(4, 16);
  const slot = (get(row) ?? []) as Slot;
  const found = slot.find(([name]) => name === fingerprint);
  const mark = Math.max(0, Math.floor(at / 1_000)) * ID_BITS + idOf(nativeId);
  const marks = withMark(lately, found === undefined ? [] : (found.slice(1) as number[]), mark);
  const second = secondOf(mark);
  let count = 1;
  for (const other of marks) {
    const then = secondOf(other);
    if (!sameId(other, mark) && then <= second && then > second - lately.windowS) count += 1;
  }
  const others = slot.filter((entry) => entry !== found);
  const kept = room(lately, others, newest(marks));
  const value: Slot = [...kept, [fingerprint, ...marks]];
  return {
    count: Math.min(lately.most, count),
    change: { row, value, expiresAt: now + lately.keepMs },
  };
}

/** Marks in order with that one among them, without what is too old for the newest, no more than are kept. */
function withMark({ windowS, most }: Lately, marks: readonly number[], mark: number): number[] {
  const known = marks.some((other) => sameId(other, mark));
  const all = known ? [...marks] : [...marks, mark].sort((a, b) => a - b);
  const since = newest(all) - windowS;
  return all.filter((other) => secondOf(other) > since).slice(-most);
}

const newest = (marks: readonly number[]): number => secondOf(marks.at(-1) as number);

/** The others that stay in the row beside one more: none that is over, and at most one less than there is room. */
function room({ windowS, ways }: Lately, others: Slot, second: number): Slot {
  const live = others.filter((entry) => secondOf(newestOf(entry)) > second - windowS);
  if (live.length < ways) return live;
  const least = live.reduce((a, b) =>
    b.length < a.length || (b.length === a.length && newestOf(b) < newestOf(a)) ? b : a,
  );
  return live.filter((entry) => entry !== least);
}

/** FNV-1a: two ids that meet only make a count too low, so it need not be a strong hash. */
function idOf(nativeId: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < nativeId.length; at++) {
    value = Math.imul(value ^ nativeId.charCodeAt(at), 0x01000193);
  }
  return (value ^ (value >>> 20)) & (ID_BITS - 1);
}
