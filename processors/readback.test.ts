import { describe, expect, it } from 'vitest';
import { NetworkError } from '../platforms/port.ts';
import type { PlatformClient, ReadBack } from '../platforms/port.ts';
import { event, NOW, request } from './machines/testing.ts';
import { CLOCK_DIFFERENCE_MS, readback } from './readback.ts';

const { target } = request(1);
const lost = event('AttemptUnconfirmed', {
  attemptId: 'attempt-1',
  grantId: 'grant-1',
  target,
  code: 'answer_lost',
  message: '',
  notBefore: NOW - 20_000,
});

function look(age: number, answer: ReadBack | Error) {
  const since: number[] = [];
  const client = {
    readBack: (_target: unknown, sinceMs: number) => {
      since.push(sinceMs);
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  } as unknown as PlatformClient;
  const { handle } = readback({ clientOf: () => client });
  const outcome = handle(lost, { now: NOW + age, signal: new AbortController().signal });
  return { outcome, since };
}
const nothing: ReadBack = { found: false };
const there: ReadBack = { found: true, networkPostId: '9', publishedText: 'rewritten' };
const recorded = (finding: string, readbacks: number) => ({
  outputs: [{ type: 'RecordReadback', key: 'x:1001', data: { finding, readbacks, attemptId: 'attempt-1' } }],
});

describe('readback', () => {
  it('gives the network time, then looks, then looks again, and decides at the last look', async () => {
    const early = look(0, there);
    expect(await early.outcome).toEqual({ kind: 'park', reason: 'settling', until: NOW + 5_000 });
    expect(early.since).toEqual([]);
    expect(await look(5_000, nothing).outcome).toMatchObject({ kind: 'park', until: NOW + 30_000 });
    expect(await look(31_000, nothing).outcome).toMatchObject({ kind: 'park', until: NOW + 120_000 });
    expect(await look(120_000, nothing).outcome).toMatchObject(recorded('not_found', 3));
  });

  it('looks when it is told to', async () => {
    const { handle } = readback({
      clientOf: () => ({ readBack: () => Promise.resolve(nothing) }) as unknown as PlatformClient,
      looksMs: [1_000, 4_000],
    });
    const at = (age: number): unknown =>
      handle(lost, { now: NOW + age, signal: new AbortController().signal });
    expect(await at(500)).toMatchObject({ kind: 'park', until: NOW + 1_000 });
    expect(await at(1_000)).toMatchObject({ kind: 'park', until: NOW + 4_000 });
    expect(await at(4_000)).toMatchObject(recorded('not_found', 2));
  });

  it('says unknown of an attempt whose account has too many that wait, and nothing of what needs no look', () => {
    const { overflow } = readback({ clientOf: () => undefined });
    expect(overflow?.(lost, { now: NOW })).toMatchObject(recorded('unknown', 0));
    const started = event('AttemptStarted', { ...lost.data, idempotencyKey: 'k', expiresAt: NOW });
    expect(overflow?.(started, { now: NOW })).toEqual({ kind: 'skip', reason: 'outcome_known' });
  });

  it('says published as soon as it sees the post', async () => {
    expect(await look(5_000, there).outcome).toMatchObject(recorded('published', 1));
  });

  it('looks from a little before the moment at which it may have been sent', async () => {
    const { outcome, since } = look(5_000, nothing);
    await outcome;
    expect(since).toEqual([NOW - 20_000 - CLOCK_DIFFERENCE_MS]);
  });

  it('waits for a network that cannot be read, as long as it says, and gives up after two hours', async () => {
    const away = new NetworkError('unreachable', 'away');
    expect(await look(120_000, away).outcome).toMatchObject({
      kind: 'park',
      reason: 'network_unreachable',
      until: NOW + 150_000,
    });
    const limited = new NetworkError('rate_limited', '429', NOW + 900_000);
    expect(await look(120_000, limited).outcome).toMatchObject({ kind: 'park', until: NOW + 900_000 });
    expect(await look(2 * 3_600_000, away).outcome).toMatchObject(recorded('unknown', 3));
  });

  it('looks once more at the end, also when the network names a later time', async () => {
    const limited = new NetworkError('rate_limited', '429', NOW + 20 * 3_600_000);
    const end = NOW + 2 * 3_600_000;
    expect(await look(120_000, limited).outcome).toMatchObject({ kind: 'park', until: end });
    expect(await look(2 * 3_600_000 - 1_000, limited).outcome).toMatchObject({ kind: 'park', until: end });
    expect(await look(2 * 3_600_000, limited).outcome).toMatchObject(recorded('unknown', 3));
    expect(await look(2 * 3_600_000, there).outcome).toMatchObject(recorded('published', 3));
  });

  it('a fault of ours is not a finding', async () => {
    await expect(look(120_000, new TypeError('bug')).outcome).rejects.toThrow('bug');
  });
});
