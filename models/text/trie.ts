/**
 * A trie over UTF-16 units whose nodes lie in typed arrays: a step is a few loads, where a map in each node was asked
 * for some hundred units of every text, and a text that is walked leaves nothing to collect.
 */

/** Of every trie. It is nobody's child, so it also stands for no node. */
export const ROOT = 0;
export const NO_NODE = 0;

/** What ends at a node. */
export interface Ends {
  /** Entries that end here, at the end of a word. */
  readonly whole: number[];
  /** Entries that end here whatever follows (`refund*`). */
  readonly prefix: number[];
}

export class Trie {
  /** By node: the first of its children with its unit, and whether there are others. */
  #first = new Int32Array(8);
  #unit = new Uint16Array(8);
  #several = new Uint8Array(8);
  /** By node: the next child of the same parent, in the order in which they were added. */
  #sibling = new Int32Array(8);
  /** By node: 1 where phrases end. */
  #isEnd = new Uint8Array(8);
  #nodes = 1;
  readonly #ends = new Map<number, Ends>();

  /** All children but first ones, by parent and unit: open addressing, at most half full. */
  #parents = new Int32Array(8);
  #units = new Uint16Array(8);
  #children = new Int32Array(8);
  #edges = 0;

  /** The child for a unit, or NO_NODE. */
  child(at: number, unit: number): number {
    if (this.#unit[at] === unit) return this.#first[at]!;
    if (this.#several[at] === 0) return NO_NODE;
    const children = this.#children;
    const mask = children.length - 1;
    for (let slot = slotOf(at, unit) & mask; ; slot = (slot + 1) & mask) {
      const child = children[slot]!;
      if (child === NO_NODE || (this.#units[slot] === unit && this.#parents[slot] === at)) return child;
    }
  }

  /** Children in the order in which they were added, except that for `without`. */
  childrenOf(at: number, without: number): readonly number[] {
    const found: number[] = [];
    const left = this.child(at, without);
    for (let child = this.#first[at]!; child !== NO_NODE; child = this.#sibling[child]!)
      if (child !== left) found.push(child);
    return found;
  }

  isEnd(at: number): boolean {
    return this.#isEnd[at] === 1;
  }

  /** Only for a node where phrases end. */
  endsAt(at: number): Ends {
    return this.#ends.get(at)!;
  }

  /** Adds a phrase; `open`: it matches beginnings of words. */
  spell(flat: string, open: boolean, entry: number): void {
    let at = ROOT;
    for (let i = 0; i < flat.length; i++) {
      const unit = flat.charCodeAt(i);
      const known = this.child(at, unit);
      at = known === NO_NODE ? this.#addChild(at, unit) : known;
    }
    let ends = this.#ends.get(at);
    if (ends === undefined) this.#ends.set(at, (ends = { whole: [], prefix: [] }));
    (open ? ends.prefix : ends.whole).push(entry);
    this.#isEnd[at] = 1;
  }

  #addChild(at: number, unit: number): number {
    if (this.#nodes === this.#first.length) this.#grow();
    const made = this.#nodes++;
    let last = this.#first[at]!;
    if (last === NO_NODE) {
      this.#first[at] = made;
      this.#unit[at] = unit;
      return made;
    }
    while (this.#sibling[last] !== NO_NODE) last = this.#sibling[last]!;
    this.#sibling[last] = made;
    this.#several[at] = 1;
    if (2 * ++this.#edges > this.#children.length) this.#rehash();
    this.#place(at, unit, made);
    return made;
  }

  #place(at: number, unit: number, child: number): void {
    const mask = this.#children.length - 1;
    let slot = slotOf(at, unit) & mask;
    while (this.#children[slot] !== NO_NODE) slot = (slot + 1) & mask;
    this.#parents[slot] = at;
    this.#units[slot] = unit;
    this.#children[slot] = child;
  }

  #grow(): void {
    const size = 2 * this.#nodes;
    this.#first = grown(this.#first, new Int32Array(size));
    this.#unit = grown(this.#unit, new Uint16Array(size));
    this.#several = grown(this.#several, new Uint8Array(size));
    this.#sibling = grown(this.#sibling, new Int32Array(size));
    this.#isEnd = grown(this.#isEnd, new Uint8Array(size));
  }

  #rehash(): void {
    const [parents, units, children] = [this.#parents, this.#units, this.#children];
    const size = 2 * children.length;
    this.#parents = new Int32Array(size);
    this.#units = new Uint16Array(size);
    this.#children = new Int32Array(size);
    for (let slot = 0; slot < children.length; slot++)
      if (children[slot] !== NO_NODE) this.#place(parents[slot]!, units[slot]!, children[slot]!);
  }
}

function grown<Numbers extends { set(from: ArrayLike<number>): void }>(
  from: ArrayLike<number>,
  to: Numbers,
): Numbers {
  to.set(from);
  return to;
}

/** Neighbouring nodes and units lie far apart. */
function slotOf(at: number, unit: number): number {
  const mixed = Math.imul(at ^ Math.imul(unit, 0x9e3779b1), 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}
