/** A trie over UTF-16 units, whose nodes name what ends there. */

export interface Node {
  /** The one child, which most nodes have: its unit and node. */
  unit: number;
  only: Node | undefined;
  /** All children, where there are several. */
  next: Map<number, Node> | undefined;
  /** Entries that end here, at the end of a word. */
  readonly whole: number[];
  /** Entries that end here whatever follows (`refund*`). */
  readonly prefix: number[];
}

export function node(): Node {
  return { unit: -1, only: undefined, next: undefined, whole: [], prefix: [] };
}

export function child(at: Node, unit: number): Node | undefined {
  if (at.next !== undefined) return at.next.get(unit);
  return at.unit === unit ? at.only : undefined;
}

export function children(at: Node): Iterable<readonly [number, Node]> {
  if (at.next !== undefined) return at.next;
  return at.only === undefined ? [] : [[at.unit, at.only]];
}

function addChild(at: Node, unit: number): Node {
  const made = node();
  if (at.next !== undefined) at.next.set(unit, made);
  else if (at.only !== undefined) {
    at.next = new Map([
      [at.unit, at.only],
      [unit, made],
    ]);
  } else {
    at.unit = unit;
    at.only = made;
  }
  return made;
}

/** Adds a phrase; `open`: it matches beginnings of words. */
export function spell(root: Node, flat: string, open: boolean, entry: number): void {
  let at = root;
  for (let i = 0; i < flat.length; i++) {
    const unit = flat.charCodeAt(i);
    at = child(at, unit) ?? addChild(at, unit);
  }
  (open ? at.prefix : at.whole).push(entry);
}
