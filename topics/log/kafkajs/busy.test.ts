import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { whileBusy, whileMoving } from './busy.ts';
import { KAFKA, KafkaProtocolError } from './errors.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Refused with the code until `ms` have passed. Gives what became of it, and when. */
async function refusedFor(ms: number, code: number, repeat: typeof whileBusy): Promise<string> {
  const start = performance.now();
  const done = repeat(start + 10_000, async () => {
    if (performance.now() - start < ms) throw new KafkaProtocolError(code);
    return 'done';
  }).catch((error: unknown) => `${String(error)} after ${Math.floor((performance.now() - start) / 1_000)} s`);
  await vi.advanceTimersByTimeAsync(20_000);
  return done;
}

describe('steps of a transaction that the coordinator refuses', () => {
  it.each([KAFKA.UNKNOWN_TOPIC_OR_PARTITION, KAFKA.OPERATION_NOT_ATTEMPTED, KAFKA.NOT_LEADER])(
    'are repeated for 3 s while a partition is not known there: code %i',
    async (code) => {
      expect(await refusedFor(2_500, code, whileMoving)).toBe('done');
      expect(await refusedFor(5_000, code, whileMoving)).toBe(
        `KafkaProtocolError: Kafka error ${code} after 2 s`,
      );
      expect(await refusedFor(1, code, whileBusy)).toBe(`KafkaProtocolError: Kafka error ${code} after 0 s`);
    },
  );

  it('are repeated until the deadline while it is busy', async () => {
    expect(await refusedFor(8_000, KAFKA.CONCURRENT_TRANSACTIONS, whileMoving)).toBe('done');
    expect(await refusedFor(15_000, KAFKA.CONCURRENT_TRANSACTIONS, whileMoving)).toContain('after 9 s');
  });

  it('are never repeated after another owner has taken over', async () => {
    expect(await refusedFor(1, KAFKA.PRODUCER_FENCED, whileMoving)).toContain('after 0 s');
  });
});
