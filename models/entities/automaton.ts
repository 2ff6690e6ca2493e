/** Finds many words in one pass (Aho and Corasick, 1975), over UTF-16 units, in flat arrays. */

export interface Hit {
  /** Index of the word. */
  readonly pattern: number;
  readonly from: number;
  readonly to: number;
}

const NONE = -1;

export class Automaton {
  /** Per node: first child, next sibling, unit on the edge to it, where to go on when nothing fits. */
  readonly #child: Int32Array;
  readonly #sibling: Int32Array;
  readonly #unit: Uint16Array;
  readonly #fail: Int32Array;
  /** Per node: first word that ends here, and the next node on the way of failures where one ends. */
  readonly #word: Int32Array;
  readonly #shorter: Int32Array;
  /** Per word: the next word spelt alike. */
  readonly #same: Int32Array;
  readonly #lengths: Int32Array;
  #nodes = 1;

  /** Words must not be empty; the same word may be there several times. */
  constructor(words: readonly string[]) {
    const size = words.reduce((sum, word) => sum + word.length, 1);
    this.#child = new Int32Array(size).fill(NONE);
    this.#sibling = new Int32Array(size).fill(NONE);
    this.#unit = new Uint16Array(size);
    this.#fail = new Int32Array(size);
    this.#word = new Int32Array(size).fill(NONE);
    this.#shorter = new Int32Array(size).fill(NONE);
    this.#same = new Int32Array(words.length).fill(NONE);
    this.#lengths = Int32Array.from(words, (word) => word.length);
    for (const [index, word] of words.entries()) this.#add(word, index);
    this.#link();
  }

  #step(node: number, unit: number): number {
    for (let at = this.#child[node]!; at !== NONE; at = this.#sibling[at]!)
      if (this.#unit[at] === unit) return at;
    return NONE;
  }

  #add(word: string, index: number): void {
    let at = 0;
    for (let i = 0; i < word.length; i++) {
      const unit = word.charCodeAt(i);
      let next = this.#step(at, unit);
      if (next === NONE) {
        next = this.#nodes++;
        this.#unit[next] = unit;
        this.#sibling[next] = this.#child[at]!;
        this.#child[at] = next;
      }
      at = next;
    }
    this.#same[index] = this.#word[at]!;
    this.#word[at] = index;
  }

  /** Breadth first: a node's failure is shorter, so it is linked already. */
  #link(): void {
    const queue = [0];
    for (let head = 0; head < queue.length; head++) {
      const node = queue[head]!;
      for (let at = this.#child[node]!; at !== NONE; at = this.#sibling[at]!) {
        if (node !== 0) this.#fail[at] = this.#go(this.#fail[node]!, this.#unit[at]!);
        const fail = this.#fail[at]!;
        this.#shorter[at] = this.#word[fail] === NONE ? this.#shorter[fail]! : fail;
        queue.push(at);
      }
    }
  }

  #go(from: number, unit: number): number {
    for (let node = from; ; node = this.#fail[node]!) {
      const next = this.#step(node, unit);
      if (next !== NONE) return next;
      if (node === 0) return 0;
    }
  }

  /** Every place of every word, by their ends; each end the longest first. */
  find(text: string): Hit[] {
    const hits: Hit[] = [];
    let node = 0;
    for (let i = 0; i < text.length; i++) {
      node = this.#go(node, text.charCodeAt(i));
      const first = this.#word[node] === NONE ? this.#shorter[node]! : node;
      for (let at = first; at !== NONE; at = this.#shorter[at]!) {
        for (let word = this.#word[at]!; word !== NONE; word = this.#same[word]!) {
          hits.push({ pattern: word, from: i + 1 - this.#lengths[word]!, to: i + 1 });
        }
      }
    }
    return hits;
  }
}
