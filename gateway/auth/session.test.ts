import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  issueLoginCode,
  issueSession,
  LOGIN_CODE_MS,
  sameSecret,
  SESSION_MS,
  verifyLoginCode,
  verifySession,
} from './session.ts';

const TOKEN = 'a-token-that-is-long-enough';
const NOW = 1_800_000_000_000;

describe('sessions', () => {
  it('are accepted until they expire', () => {
    const session = issueSession(TOKEN, NOW, 'id');
    expect(verifySession(TOKEN, session, NOW + SESSION_MS - 1)).toBe('id');
    expect(verifySession(TOKEN, session, NOW + SESSION_MS)).toBeNull();
  });

  it('end when the token is changed', () => {
    expect(verifySession('another-token-of-length', issueSession(TOKEN, NOW, 'id'), NOW)).toBeNull();
  });

  it('are not login codes, and login codes are not sessions', () => {
    expect(verifyLoginCode(TOKEN, issueSession(TOKEN, NOW, 'id'), NOW)).toBeNull();
    expect(verifySession(TOKEN, issueLoginCode(TOKEN, NOW, 'id'), NOW)).toBeNull();
  });

  it('login codes give their id for ten minutes', () => {
    const code = issueLoginCode(TOKEN, NOW, 'once');
    expect(verifyLoginCode(TOKEN, code, NOW + LOGIN_CODE_MS - 1)).toBe('once');
    expect(verifyLoginCode(TOKEN, code, NOW + LOGIN_CODE_MS)).toBeNull();
  });

  it('never accept a value that was changed in any place', () => {
    const session = issueSession(TOKEN, NOW, 'id');
    fc.assert(
      fc.property(
        fc.nat(session.length - 1),
        fc.constantFrom('a', 'Z', '0', '9', '~', '_', '-'),
        (at, letter) => {
          fc.pre(session[at] !== letter);
          return verifySession(TOKEN, session.slice(0, at) + letter + session.slice(at + 1), NOW) === null;
        },
      ),
    );
  });

  it('never accept text of somebody else', () => {
    fc.assert(fc.property(fc.string(), (text) => verifySession(TOKEN, text, NOW) === null));
  });

  it('secrets are equal only when they are', () => {
    expect(sameSecret('one', 'one')).toBe(true);
    expect(sameSecret('one', 'one ')).toBe(false);
  });
});
