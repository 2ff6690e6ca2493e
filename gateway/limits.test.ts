import { describe, expect, it } from 'vitest';
import { windowSecondsOf } from './limits.ts';

describe('the window of a limit', () => {
  it('is the one of the platform’s rows', () => {
    expect(windowSecondsOf('x')).toBe(15 * 60);
    expect(windowSecondsOf('mastodon')).toBe(5 * 60);
  });

  it('is not guessed for a network that is not connected', () => {
    expect(windowSecondsOf('friendster')).toBeNull();
    expect(windowSecondsOf('__proto__')).toBeNull();
  });
});
