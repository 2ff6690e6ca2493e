/**
 * One trie for the phrases of all matchers that last as long as the process: word lists of 26 languages, claims, risks,
 * bait. A text is walked once, not once a list, and each matcher takes the hits that are its own. They are the same, and
 * in the same order, as if it had walked alone; where that cannot be promised (a `*` that stands for any letter, more
 * ways than are followed) there is no answer, and each walks alone.
 */
import type { PhraseHit, PhraseText } from './phrases.ts';
import { lately } from './recent.ts';
import { Trie } from './trie.ts';
import { beginningsOf, REPEATS, walkExact, walkOpen } from './walk.ts';

const TRIE = new Trie();
/** By entry of the shared trie. */
const OWNER: number[] = [];
const OWN_ENTRY: number[] = [];
/** By owner: its longest phrase, in units. */
const LONGEST: number[] = [];
let longest = 0;

/** A number for a matcher that shares. */
export function newOwner(): number {
  return LONGEST.push(0) - 1;
}

export function addShared(owner: number, flat: string, open: boolean, entry: number): void {
  TRIE.spell(flat, open, OWNER.length);
  OWNER.push(owner);
  OWN_ENTRY.push(entry);
  LONGEST[owner] = Math.max(LONGEST[owner]!, flat.length);
  longest = Math.max(longest, flat.length);
}

interface Scan {
  /** Entries that the trie had: a matcher that is made later is not in older scans. */
  readonly entries: number;
  /** By owner; null where each must look for itself. */
  readonly hits: ReadonlyMap<number, readonly PhraseHit[]> | null;
}

const NONE: readonly PhraseHit[] = [];

/** Hits of one matcher in order; null where it must walk by itself. */
export function sharedHits(text: PhraseText, owner: number): readonly PhraseHit[] | null {
  const { hits } = scanned(text);
  return hits === null ? null : (hits.get(owner) ?? NONE);
}

/** Whether no shared matcher has a hit; false also where each must look for itself. */
export function hasNoHit(text: PhraseText): boolean {
  return scanned(text).hits?.size === 0;
}

/** Anew where matchers were made since. */
function scanned(text: PhraseText): Scan {
  const scan = lastScan(text);
  return scan.entries === OWNER.length ? scan : scanOf(text);
}

const lastScan = lately(scanOf);

function scanOf(text: PhraseText): Scan {
  const hits = new Map<number, PhraseHit[]>();
  const add = (shared: number, start: number, end: number, reach: number): void => {
    const owner = OWNER[shared]!;
    if (reach >= LONGEST[owner]! * REPEATS) return;
    const hit = { entry: OWN_ENTRY[shared]!, start, end };
    const own = hits.get(owner);
    if (own === undefined) hits.set(owner, [hit]);
    else own.push(hit);
  };
  for (const from of beginningsOf(text)) {
    if (text.loose === undefined) walkExact(TRIE, text, from, add);
    else if (!walkOpen(TRIE, longest, text, from, add)) return { entries: OWNER.length, hits: null };
  }
  return { entries: OWNER.length, hits };
}
