import { describe, expect, it, vi } from 'vitest';
import type { AnyEvent } from '../../topics/events.ts';
import { LogError, type BatchToWrite, type LogWriter } from '../../topics/log/port.ts';
import { objectsOf } from '../../topics/log/stored-records.ts';
import { createAppender } from './appender.ts';

/** A writer whose calls end when the test says so. */
class SlowWriter implements LogWriter {
  readonly calls: (readonly BatchToWrite[])[] = [];
  readonly ends: { resolve: () => void; reject: (error: Error) => void }[] = [];
  closed = false;
  write(batches: readonly BatchToWrite[]) {
    this.calls.push(batches);
    return new Promise<readonly []>((resolve, reject) =>
      this.ends.push({ resolve: () => resolve([]), reject }),
    );
  }
  close() {
    this.closed = true;
    return Promise.resolve();
  }
}

const event = (n: number, size = 10): AnyEvent =>
  ({ eventId: `e${n}`, type: 'ResumeWorkspace', recordedAt: n, data: {}, size }) as unknown as AnyEvent;
const setup = (limits = {}) => {
  const writer = new SlowWriter();
  const appender = createAppender({
    paceMs: 0,
    writer,
    encode: (value) => Buffer.alloc((value as unknown as { size: number }).size, value.eventId),
    partitionOf: (key, partitions) => (key[0] ?? 0) % partitions,
    scale: 'local',
    ...limits,
  });
  return { writer, appender };
};
const turn = () => new Promise((resolve) => setImmediate(resolve));
const eventsIn = (batches: readonly BatchToWrite[] | undefined): number[] =>
  (batches ?? []).flatMap((batch) => objectsOf(batch.records).map((record) => record.timestamp));

describe('appender', () => {
  it('writes together what arrives while a write is under way, in order', async () => {
    const { writer, appender } = setup();
    const done = [1, 2, 3, 4].map((n) =>
      n > 1
        ? turn().then(() => appender.append('inbound.raw', 'a', event(n)))
        : appender.append('inbound.raw', 'a', event(n)),
    );
    await turn();
    await turn();
    expect(writer.calls.map(eventsIn)).toEqual([[1]]);
    writer.ends[0]?.resolve();
    await turn();
    expect(writer.calls.map(eventsIn)).toEqual([[1], [2, 3, 4]]);
    writer.ends[1]?.resolve();
    await Promise.all(done);
  });

  it('begins a write some ms after the last one began, whatever was quick meanwhile; after a quiet while at once', async () => {
    const { writer, appender } = setup({ paceMs: 60 });
    const begun: number[] = [];
    const append = (n: number): Promise<void> => appender.append('inbound.raw', 'a', event(n));
    const answered = async (calls: number): Promise<void> => {
      await vi.waitFor(() => expect(writer.calls.length).toBe(calls), { interval: 1 });
      begun.push(performance.now());
      writer.ends[calls - 1]?.resolve();
    };
    const first = append(1);
    await answered(1);
    await first;
    const next = [append(2), append(3)];
    await answered(2);
    await Promise.all(next);
    expect(writer.calls.map(eventsIn)).toEqual([[1], [2, 3]]);
    expect((begun[1] ?? 0) - (begun[0] ?? 0)).toBeGreaterThan(50);
    await new Promise((resolve) => setTimeout(resolve, 80));
    const quiet = append(4);
    await turn();
    await turn();
    expect(writer.calls.length).toBe(3);
    writer.ends[2]?.resolve();
    await quiet;
  });

  it('does not wait with a full batch, nor when it closes', async () => {
    const { writer, appender } = setup({ paceMs: 60_000, maxBatchBytes: 100 });
    const first = appender.append('inbound.raw', 'a', event(1));
    await turn();
    writer.ends[0]?.resolve();
    await first;
    const full = [2, 3].map((n) => appender.append('inbound.raw', 'a', event(n, 100)));
    await turn();
    await turn();
    expect(writer.calls.length).toBe(2);
    writer.ends[1]?.resolve();
    await full[0];
    await turn();
    writer.ends[2]?.resolve();
    await full[1];
    const last = appender.append('inbound.raw', 'a', event(4));
    const closing = appender.close();
    await vi.waitFor(() => expect(writer.calls.length).toBe(4));
    writer.ends[3]?.resolve();
    await Promise.all([last, closing]);
  });

  it('lets no caller wait past the deadline, and writes nothing later that was still queued then', async () => {
    const { writer, appender } = setup({ deadlineMs: 30 });
    const onItsWay = appender.append('inbound.raw', 'a', event(1));
    await turn();
    const queued = appender.append('inbound.raw', 'a', event(2));
    await expect(onItsWay).rejects.toMatchObject({ code: 'unavailable', nothingWritten: false });
    await expect(queued).rejects.toMatchObject({ code: 'unavailable', nothingWritten: true });
    const next = appender.append('inbound.raw', 'a', event(3));
    writer.ends[0]?.resolve();
    await turn();
    expect(writer.calls.map(eventsIn)).toEqual([[1], [3]]);
    writer.ends[1]?.resolve();
    await next;
  });

  it('never acknowledges before the log does', async () => {
    const { writer, appender } = setup();
    let acknowledged = false;
    const done = appender.append('inbound.raw', 'a', event(1)).then(() => (acknowledged = true));
    await turn();
    expect(acknowledged).toBe(false);
    writer.ends[0]?.resolve();
    await done;
    expect(acknowledged).toBe(true);
  });

  it('gives a failed write to everybody in it and goes on with the next', async () => {
    const { writer, appender } = setup();
    const first = appender.append('inbound.raw', 'a', event(1));
    await turn();
    writer.ends[0]?.reject(new LogError('unavailable', 'no answer'));
    await expect(first).rejects.toMatchObject({ code: 'unavailable', nothingWritten: false });
    const second = appender.append('inbound.raw', 'a', event(2));
    await turn();
    writer.ends[1]?.resolve();
    await second;
  });

  it('refuses at once what would overfill the queue', async () => {
    const { writer, appender } = setup({ maxQueuedBytes: 100 });
    const first = appender.append('inbound.raw', 'a', event(1, 60));
    await turn(); // is being written: no longer queued
    const second = appender.append('inbound.raw', 'a', event(2, 60));
    await expect(appender.append('inbound.raw', 'a', event(3, 60))).rejects.toMatchObject({
      code: 'unavailable',
      nothingWritten: true,
    });
    writer.ends[0]?.resolve();
    await turn();
    writer.ends[1]?.resolve();
    await Promise.all([first, second]);
  });

  it('refuses a record that its topic does not take', async () => {
    const { appender } = setup();
    await expect(appender.append('reply.commands', 'a', event(1, 1024 * 1024 + 1))).rejects.toMatchObject({
      code: 'too_large',
    });
  });

  it('finishes what it took before it closes, and takes no more', async () => {
    const { writer, appender } = setup();
    const first = appender.append('inbound.raw', 'a', event(1));
    await turn();
    const closing = appender.close();
    expect(writer.closed).toBe(false);
    writer.ends[0]?.resolve();
    await first;
    await closing;
    expect(writer.closed).toBe(true);
    await expect(appender.append('inbound.raw', 'a', event(2))).rejects.toMatchObject({
      code: 'unavailable',
    });
  });
});
