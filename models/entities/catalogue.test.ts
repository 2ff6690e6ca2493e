import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { fold } from '../text/fold.ts';
import { flatten } from '../text/phrases.ts';
import {
  CatalogueMatcher,
  CatalogueRefused,
  chosen,
  CONTEXT_REACH,
  isWhole,
  matcherOf,
  MAX_ITEMS,
  MAX_NAME,
  MAX_UNITS,
  normaliseName,
} from './catalogue.ts';
import type { Catalogue, CatalogueItem, Match } from './catalogue.ts';
import { MAX_ENTITIES, readEntities } from './read.ts';

// fast-check prepares its table of all code points once, which takes seconds on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const CATALOGUE: Catalogue = {
  version: '1',
  items: [
    { id: 'brand', kind: 'brand', names: ['Acme Coffee', 'AcmeCoffee', 'アクメ'] },
    { id: 'cold-brew', kind: 'product', names: ['Cold Brew', 'Cold Brew No. 7'] },
    { id: 'creme', kind: 'product', names: ['Crème Brûlée Latte'] },
    { id: 'go', kind: 'product', names: ['Go'], context: ['cup', 'mug', 'tumbler'] },
    { id: 'rival', kind: 'competitor', names: ['Rival & Sons', 'Rival'] },
  ],
};

const found = (text: string): string[] =>
  matcherOf(CATALOGUE)
    .find(text)
    .map(({ kind, value, start, end }) => `${kind} ${value}: ${text.slice(start, end)}`);

describe('a catalogue', () => {
  it.each([
    ['I love ACME  coffee!', ['brand brand: ACME  coffee']],
    ['cold brew no 7, not cold brew', ['product cold-brew: cold brew no 7', 'product cold-brew: cold brew']],
    ['a creme brulee-latte please', ['product creme: creme brulee-latte']],
    [
      'Rival and sons, Rival & Sons, Rival’s',
      ['competitor rival: Rival', 'competitor rival: Rival & Sons', 'competitor rival: Rival'],
    ],
    ['l’Acme Coffee #AcmeCoffee', ['brand brand: Acme Coffee', 'brand brand: AcmeCoffee']],
    ['今日はアクメに行く', ['brand brand: アクメ']],
    ['arrivals, rivalry, cold brews', []],
    ['ready to go', []],
    ['my Go mug leaks', ['product go: Go']],
    ['ａｃｍｅ\u200bcoffee', ['brand brand: ａｃｍｅ\u200bcoffee']],
  ])('%s', (text, expected) => expect(found(text)).toEqual(expected));

  it('a context that is too far away does not count', () => {
    expect(found(`go ${'x '.repeat(CONTEXT_REACH)} mug`)).toEqual([]);
  });

  it('of two items with one name the one whose context is there wins', () => {
    const items: CatalogueItem[] = [
      { id: 'fruit', kind: 'product', names: ['Apple'] },
      { id: 'phones', kind: 'competitor', names: ['Apple'], context: ['iphone'] },
    ];
    const matcher = new CatalogueMatcher({ version: '1', items });
    expect(matcher.find('an apple a day')[0]?.value).toBe('fruit');
    expect(matcher.find('apple and its iphone')[0]?.value).toBe('phones');
  });

  it.each([
    [
      'too many items',
      { version: '1', items: Array.from({ length: MAX_ITEMS + 1 }, (_, i) => item(`${i}`, ['a'])) },
    ],
    ['a long name', { version: '1', items: [item('a', ['x'.repeat(MAX_NAME + 1)])] }],
    ['a name of signs', { version: '1', items: [item('a', ['!!'])] }],
    ['an id twice', { version: '1', items: [item('a', ['b']), item('a', ['c'])] }],
    [
      'too many units',
      {
        version: '1',
        items: Array.from({ length: MAX_ITEMS }, (_, i) =>
          item(`${i}`, ['x'.repeat(MAX_UNITS / MAX_ITEMS + 1)]),
        ),
      },
    ],
  ])('is refused: %s', (_, catalogue) =>
    expect(() => new CatalogueMatcher(catalogue)).toThrow(CatalogueRefused),
  );

  it('is built once', () => expect(matcherOf(CATALOGUE)).toBe(matcherOf(CATALOGUE)));

  it('finds what a search word by word finds', () => {
    const word = fc.constantFrom('a', 'b', 'ab', 'ba', 'aba', 'É', 'e', 'カ', 'カナ', "a's", '-', '😀');
    const name = fc.array(word, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(' '));
    const named = name.filter((one) => normaliseName(one) !== '');
    const shape = fc.record({
      names: fc.array(named, { minLength: 1, maxLength: 3 }),
      context: fc.array(named, { maxLength: 1 }),
    });
    const text = fc.array(fc.oneof(word, fc.constantFrom(' ', '  ', ', ', '\u200b', '', 'x')), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(fc.array(shape, { maxLength: 5 }), text, (shapes, parts) => {
        const items = shapes.map((one, i) => ({ id: `${i}`, kind: 'product' as const, ...one }));
        const read = parts.join('');
        expect(new CatalogueMatcher({ version: '1', items }).find(read)).toEqual(naive(items, read));
      }),
      { numRuns: 3_000 },
    );
  });

  it('reads a long text of near misses to the end', () => {
    const items = [item('a', [`${'a'.repeat(90)} b`]), item('b', ['a'.repeat(50)])];
    expect(new CatalogueMatcher({ version: '1', items }).find('a'.repeat(10_000))).toEqual([]);
  });
});

describe('all entities', () => {
  it('are in order, and items of the catalogue may lie inside tags', () => {
    const entities = readEntities('@acmecoffee #AcmeCoffee and Rival', CATALOGUE);
    expect(entities.map(({ kind }) => kind)).toEqual(['mention', 'brand', 'hashtag', 'brand', 'competitor']);
  });

  it('are never more than an event can hold', () => {
    expect(readEntities('#tag '.repeat(1_000), null)).toHaveLength(MAX_ENTITIES);
  });
});

function item(id: string, names: string[]): CatalogueItem {
  return { id, kind: 'product', names };
}

/** The same answer the slow way: every name looked for at every place. */
function naive(items: readonly CatalogueItem[], text: string) {
  const flat = flatten(fold(text));
  const places = (name: string): { from: number; to: number }[] => {
    const needle = normaliseName(name);
    const out = [];
    for (let from = flat.text.indexOf(needle); from >= 0; from = flat.text.indexOf(needle, from + 1)) {
      if (isWhole(flat.text, { from, to: from + needle.length }))
        out.push({ from, to: from + needle.length });
    }
    return out;
  };
  const matches: Match[] = items.flatMap(({ names, context }, index) => {
    const near = (context ?? []).flatMap(places);
    return names
      .flatMap(places)
      .filter(
        ({ from, to }) =>
          (context ?? []).length === 0 ||
          near.some((one) => one.from - to < CONTEXT_REACH && from - one.to < CONTEXT_REACH),
      )
      .map(({ from, to }) => ({ item: index, from, to }));
  });
  return chosen(matches, items).map(({ item: index, from, to }) => ({
    kind: 'product',
    start: flat.starts[from]!,
    end: flat.ends[to - 1]!,
    value: `${index}`,
  }));
}
