import fc from 'fast-check';
import { expect, it } from 'vitest';
import { NO_NODE, ROOT, Trie } from './trie.ts';

/** Few letters, so that beginnings are shared; a NUL, a space and units far apart, so that places collide. */
const spelling = fc.string({
  unit: fc.constantFrom('a', 'b', 'ab', ' ', '\0', 'я', '猫', '\ud83d'),
  maxLength: 6,
});
const phrases = fc.array(fc.record({ flat: spelling, open: fc.boolean() }), { maxLength: 40 });

function nodeOf(trie: Trie, flat: string): number | null {
  let at = ROOT;
  for (let i = 0; i < flat.length; i++) {
    at = trie.child(at, flat.charCodeAt(i));
    if (at === NO_NODE) return null;
  }
  return at;
}

it('leads along every beginning of a phrase and nowhere else, and names what ends there', () => {
  fc.assert(
    fc.property(phrases, fc.array(spelling, { maxLength: 20 }), (spelled, others) => {
      const trie = new Trie();
      for (const [entry, { flat, open }] of spelled.entries()) trie.spell(flat, open, entry);
      for (const text of [...others, ...spelled.map(({ flat }) => flat)]) {
        const at = nodeOf(trie, text);
        expect(at !== null).toBe(text === '' || spelled.some(({ flat }) => flat.startsWith(text)));
        if (at === null) continue;
        const here = [...spelled.entries()].filter(([, { flat }]) => flat === text);
        const entries = (open: boolean): number[] =>
          here.filter(([, one]) => one.open === open).map(([entry]) => entry);
        const ends = trie.isEnd(at) ? trie.endsAt(at) : { whole: [], prefix: [] };
        expect(ends).toEqual({ whole: entries(false), prefix: entries(true) });
        const next = spelled.filter(({ flat }) => flat.length > text.length && flat.startsWith(text));
        const units = new Set(next.map(({ flat }) => flat.charCodeAt(text.length)));
        const children = [...units].filter((unit) => unit !== 0x20).map((unit) => trie.child(at, unit));
        expect(trie.childrenOf(at, 0x20)).toEqual(children);
      }
    }),
    { numRuns: 300 },
  );
});
