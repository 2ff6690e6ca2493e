import { describe, expect, it } from 'vitest';
import { page } from './paging.ts';

const items = Array.from({ length: 10 }, (_, i) => String(i + 1));
const ask = (query: string) =>
  page(items, (id) => id, new URL(`http://n.example/list${query}`), { size: 4, max: 5 });

describe("Mastodon's paging", () => {
  it.each([
    ['the newest first', '', ['10', '9', '8', '7']],
    ['since_id: the newest end above it', '?since_id=3', ['10', '9', '8', '7']],
    ['min_id: directly above it', '?min_id=3', ['7', '6', '5', '4']],
    ['max_id: below it', '?max_id=3', ['2', '1']],
    ['a limit, at most the greatest', '?limit=99', ['10', '9', '8', '7', '6']],
    ['nothing above the newest', '?min_id=10', []],
  ])('%s', (_, query, expected) => {
    expect(ask(query).items).toEqual(expected);
  });

  it('reads everything once when min_id follows the newest of each page', () => {
    const read: string[] = [];
    for (let min = '0', got = ask(`?min_id=${min}`); got.items.length > 0; got = ask(`?min_id=${min}`)) {
      read.push(...got.items.toReversed());
      min = got.items[0]!;
    }
    expect(read).toEqual(items);
  });

  it('links the older and the newer page', () => {
    expect(ask('?limit=2&max_id=8').link).toBe(
      '<http://n.example/list?limit=2&max_id=6>; rel="next", <http://n.example/list?limit=2&min_id=7>; rel="prev"',
    );
  });
});
