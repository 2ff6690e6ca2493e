import { describe, expect, it } from 'vitest';
import { troubleOf } from './trouble.ts';

describe('what did not go out', () => {
  it('counts all that needs a look and opens a list that is not empty', () => {
    expect(troubleOf({ unresolved: 2, refused: 1, posted: 9 })).toEqual({
      count: 3,
      href: '/inbox?state=unresolved',
    });
    expect(troubleOf({ refused: 1 })).toEqual({ count: 1, href: '/inbox?state=refused' });
    expect(troubleOf({}).count).toBe(0);
  });
});
