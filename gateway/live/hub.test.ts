import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { createLogger } from '../../service/logger.ts';
import { createLiveHub, TOO_SLOW, type LiveClient, type LiveHub } from './hub.ts';
import type { LiveEntry, LiveSource } from '../../projections/read/live.ts';

/** A capped stream with numeric ids, as Redis keeps it. */
class Stream implements LiveSource {
  readonly kept: LiveEntry[] = [];
  readonly cap: number;
  last = 0;
  /** Every how many-th entry of a page has a message. */
  shown = 1;
  constructor(cap = 1_000) {
    this.cap = cap;
  }
  add(count = 1): void {
    for (let i = 0; i < count; i += 1) {
      this.last += 1;
      this.kept.push({ id: String(this.last), message: JSON.stringify({ n: this.last }) });
      if (this.kept.length > this.cap) this.kept.shift();
    }
  }
  /** Like the real one, names an entry only once per page: entries of one page with the same thing are one. */
  async after(id: string, limit: number) {
    await new Promise((resolve) => setImmediate(resolve));
    const first = Number(this.kept[0]?.id ?? this.last + 1);
    const raw = this.kept.filter((entry) => Number(entry.id) > Number(id)).slice(0, limit);
    return {
      entries: raw.filter((_, index) => index % this.shown === this.shown - 1),
      position: raw.at(-1)?.id ?? id,
      more: raw.length === limit,
      gap: Number(id) < first - 1,
    };
  }
  async next(id: string) {
    await new Promise((resolve) => setImmediate(resolve));
    const raw = this.kept.filter((entry) => Number(entry.id) > Number(id));
    return { entries: raw, position: raw.at(-1)?.id ?? id };
  }
  lastId() {
    return Promise.resolve(String(this.last));
  }
}

class Client implements LiveClient {
  readonly got: string[] = [];
  closed: number | null = null;
  buffered = 0;
  send(text: string): void {
    this.got.push(text);
  }
  bufferedBytes = () => this.buffered;
  close(code: number): void {
    this.closed = code;
  }
  numbers(): number[] {
    return this.got
      .map((text) => (JSON.parse(text) as { n?: number }).n)
      .filter((n): n is number => n !== undefined);
  }
}

const byNumber = (a: string, b: string): number => Number(a) - Number(b);
const turns = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i += 1) await new Promise((resolve) => setImmediate(resolve));
};
let hub: LiveHub;
const open = (source: LiveSource): LiveHub =>
  (hub = createLiveHub(source, byNumber, createLogger('test', 'silent')));
afterEach(() => hub.stop());

describe('live hub', () => {
  it('resumes after the last id that the client saw', async () => {
    const stream = new Stream();
    stream.add(5);
    open(stream);
    const client = new Client();
    await hub.join(client, '3');
    stream.add(2);
    await turns(5);
    expect(client.numbers()).toEqual([4, 5, 6, 7]);
  });

  it('reads on when a page has fewer messages than entries', async () => {
    const stream = new Stream(5_000);
    stream.shown = 100;
    stream.add(2_000);
    open(stream);
    const client = new Client();
    await hub.join(client, '0');
    expect(client.numbers().at(-1)).toBe(2_000);
    expect(client.numbers()).toHaveLength(20);
  });

  it('says gap when the position is older than what is kept', async () => {
    const stream = new Stream(10);
    stream.add(50);
    open(stream);
    const client = new Client();
    await hub.join(client, '3');
    stream.add();
    await turns(5);
    expect(client.got.some((text) => text.includes('"gap"'))).toBe(true);
    expect(client.numbers()).toEqual([51]);
  });

  it('gives no place to a client that closes while it joins, or whose stream cannot be read', async () => {
    const stream = new Stream();
    open(stream);
    const gone = new Client();
    const joining = hub.join(gone, null);
    hub.leave(gone);
    await joining;
    stream.after = () => Promise.reject(new Error('redis is away'));
    await expect(hub.join(new Client(), '0')).rejects.toThrow('redis is away');
    expect(hub.size()).toBe(0);
  });

  it('closes a client that reads too slowly and goes on with the others', async () => {
    const stream = new Stream();
    open(stream);
    const slow = new Client();
    const quick = new Client();
    await hub.join(slow, null);
    await hub.join(quick, null);
    slow.buffered = 2 * 1024 * 1024;
    stream.add(3);
    await turns(5);
    expect(slow.closed).toBe(TOO_SLOW);
    expect(quick.numbers()).toEqual([1, 2, 3]);
  });

  it('never leaves a hole and never repeats, whenever entries arrive while a client joins', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ add: fc.nat(4), wait: fc.nat(3) }), { maxLength: 20 }),
        fc.nat(6),
        async (steps, before) => {
          const stream = new Stream();
          stream.add(before);
          const mine = createLiveHub(stream, byNumber, createLogger('test', 'silent'));
          const client = new Client();
          const joined = mine.join(client, '0');
          for (const { add, wait } of steps) {
            stream.add(add);
            await turns(wait);
          }
          await joined;
          await turns(6);
          await mine.stop();
          expect(client.numbers()).toEqual(Array.from({ length: stream.last }, (_, i) => i + 1));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('looks nothing up while nobody looks on', async () => {
    const stream = new Stream();
    let looked = 0;
    const next = stream.next.bind(stream);
    stream.next = (id) => {
      looked += 1;
      return next(id);
    };
    open(stream);
    await turns(3);
    stream.add(5);
    await turns(20);
    expect(looked).toBe(0);
    const client = new Client();
    await hub.join(client, null);
    stream.add(2);
    await turns(10);
    expect(client.numbers()).toEqual([6, 7]);
    expect(looked).toBeGreaterThan(0);
  });

  it('leaves no hole for those who come while it rests, and rests again when they are gone', async () => {
    const step = fc.record({
      add: fc.nat(3),
      wait: fc.nat(4),
      does: fc.constantFrom('comes', 'leaves', 'stays' as const),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 25 }),
        fc.array(fc.nat(12), { minLength: 1, maxLength: 8 }),
        async (steps, delays) => {
          const stream = new Stream();
          let asked = 0;
          // An answer may be on its way for long: what it says was true when it was asked, or a little later.
          stream.lastId = async () => {
            const delay = delays[asked++ % delays.length] ?? 0;
            await turns(delay);
            return String(stream.last);
          };
          const mine = createLiveHub(stream, byNumber, createLogger('test', 'silent'));
          const present: { readonly client: Client; readonly joined: Promise<unknown> }[] = [];
          for (const { add, wait, does } of steps) {
            if (does === 'comes') {
              const client = new Client();
              present.push({ client, joined: mine.join(client, null) });
            }
            const leaves = does === 'leaves' ? present.shift() : undefined;
            if (leaves) mine.leave(leaves.client);
            stream.add(add);
            await turns(wait);
          }
          for (const { joined } of present) await joined;
          await turns(60);
          await mine.stop();
          for (const { client } of present) {
            const { lastId } = JSON.parse(client.got[0] ?? '{}') as { lastId: string };
            const wanted = Array.from(
              { length: stream.last - Number(lastId) },
              (_, n) => Number(lastId) + n + 1,
            );
            expect(client.numbers()).toEqual(wanted);
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});
