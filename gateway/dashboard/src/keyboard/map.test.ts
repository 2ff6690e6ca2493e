import { describe, expect, it } from 'vitest';
import { actionOf, KEYS } from './map.ts';

const press = (key: string, more = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  repeat: false,
  isComposing: false,
  ...more,
});
const page = { inField: false, inDialog: false, singleKeys: true };

describe('keys', () => {
  it.each([
    ['j', 'next'],
    ['K', 'previous'],
    ['a', 'approve'],
    ['e', 'edit'],
    ['r', 'reject'],
    ['z', 'undo'],
    ['?', 'help'],
    ['Escape', 'close'],
  ])('%s means %s', (key, action) => {
    expect(actionOf(press(key), page)).toBe(action);
  });

  it('leave the browser’s own shortcuts alone', () => {
    for (const held of ['ctrlKey', 'metaKey', 'altKey'])
      expect(actionOf(press('r', { [held]: true }), page)).toBeNull();
  });

  it('are letters while somebody types; only Escape leaves', () => {
    const field = { ...page, inField: true };
    expect(actionOf(press('a'), field)).toBeNull();
    expect(actionOf(press('Escape'), field)).toBe('close');
    expect(actionOf(press('Escape', { isComposing: true }), field)).toBeNull();
  });

  it('decide nothing when held down; moving may repeat', () => {
    expect(actionOf(press('a', { repeat: true }), page)).toBeNull();
    expect(actionOf(press('j', { repeat: true }), page)).toBe('next');
  });

  it('can be switched off', () => {
    expect(actionOf(press('a'), { ...page, singleKeys: false })).toBeNull();
  });

  it('mean one thing each', () => {
    const keys = Object.values(KEYS).flatMap((row) => [...row.keys]);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
