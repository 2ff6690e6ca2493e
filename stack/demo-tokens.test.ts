import { describe, expect, it } from 'vitest';
import { demoTokens } from './demo-tokens.ts';
import { accountForToken } from './networks/tokens.ts';

const BASE = 'a-base-token-of-x';
const secrets = { SIGNALPOST_X_TOKEN: BASE };
const account = (accountId: string) => ({ accountId, handle: '', name: '' });

describe('tokens of the demonstration', () => {
  it('are those by which the simulated network knows each account', () => {
    const { SIGNALPOST_ACCOUNT_TOKENS: text = '' } = demoTokens({ SIGNALPOST_DEMO_WORKSPACES: '3' }, secrets);
    const known = new Map(['1001', '1002', '1003'].map((id) => [id, account(id)]));
    const pairs = text.split(',').map((pair) => pair.split('=') as [string, string]);
    expect(pairs.map(([id, token]) => [id, accountForToken(BASE, token, known)?.accountId])).toEqual([
      ['x:1002', '1002'],
      ['x:1003', '1003'],
    ]);
  });

  it('are none for one workspace, for a count that is none, and where they are given', () => {
    expect(demoTokens({}, secrets)).toEqual({});
    expect(demoTokens({ SIGNALPOST_DEMO_WORKSPACES: 'many' }, secrets)).toEqual({});
    const given = { SIGNALPOST_DEMO_WORKSPACES: '3', SIGNALPOST_ACCOUNT_TOKENS: 'x:1002=mine' };
    expect(demoTokens(given, secrets)).toEqual({});
  });
});
