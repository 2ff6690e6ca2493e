import { describe, expect, it } from 'vitest';
import type { EngagementDetail } from '../api/types.ts';
import { nextOpen, stepFrom } from '../feed/step.ts';
import { nextOf } from '../login/next.ts';
import { filtersOf, matches, searchOf } from '../api/filters.ts';
import { changesSince, look } from './seen.ts';

const detail = (draftVersion: number, ids: readonly string[]): EngagementDetail =>
  ({
    id: 'e1',
    conversationVersion: 3,
    reply: { draftVersion },
    conversation: ids.map((id) => ({ id })),
  }) as unknown as EngagementDetail;

describe('what a person has seen', () => {
  it('does not change by itself when something newer comes', () => {
    const seen = look(detail(1, ['e1']));
    expect(changesSince(seen, detail(1, ['e1']))).toEqual({ draft: false, messages: [] });
    expect(changesSince(seen, detail(2, ['e1', 'e2']))).toEqual({ draft: true, messages: ['e2'] });
  });

  it('is as new as a refusal said, after looking again', () => {
    expect(look(detail(1, []), 9).conversationVersion).toBe(9);
  });
});

describe('moving along a list', () => {
  const items = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];
  it('begins at the top and ends at the end', () => {
    expect([
      stepFrom(items, null, 1),
      stepFrom(items, 'a', 1),
      stepFrom(items, 'c', 1),
      stepFrom(items, 'a', -1),
    ]).toEqual(['a', 'b', null, null]);
  });
  it('goes to what is still open, then round to the top', () => {
    const open =
      (...ids: string[]) =>
      (item: { id: string }) =>
        !ids.includes(item.id);
    expect(nextOpen(items, 'b', open('a', 'c'))).toBe('c');
    expect(nextOpen(items, 'b', open('a'))).toBe('a');
    expect(nextOpen(items, 'b', open())).toBeNull();
  });
});

describe('addresses', () => {
  it('after signing in stay on this site', () => {
    for (const next of [
      'https://evil.example',
      '//evil.example',
      '/\\evil.example',
      'javascript:alert(1)',
      '/login',
    ])
      expect(nextOf(`?next=${encodeURIComponent(next)}`)).toBe('/inbox');
    expect(nextOf('?next=%2Freview%2Fe1%3Fstate%3Dheld')).toBe('/review/e1?state=held');
  });
  it('keep known filters and drop others', () => {
    const filters = filtersOf('?state=held&sentiment=angry&q=%20hi%20&x=1');
    expect(filters).toEqual({ state: 'held', q: 'hi' });
    expect(searchOf(filters)).toBe('?state=held&q=hi');
    expect(matches({ state: 'held', text: 'Oh HI there' } as never, filters)).toBe(true);
    expect(matches({ state: 'posted', text: 'hi' } as never, filters)).toBe(false);
  });
});
