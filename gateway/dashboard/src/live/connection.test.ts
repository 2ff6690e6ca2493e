import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs } from './backoff.ts';
import { createLive, type LiveState, type SocketEvents } from './connection.ts';
import type { LiveMessage } from './messages.ts';

/** Plays the server and the clock. */
function play() {
  const opened: { readonly after: string | null; readonly on: SocketEvents; closed: boolean }[] = [];
  const got: LiveMessage[] = [];
  const states: LiveState[] = [];
  let refused = 0;
  let timer: { readonly work: () => void; readonly ms: number } | null = null;
  const live = createLive({
    open(after, on) {
      const socket = { after, on, closed: false };
      opened.push(socket);
      return { close: () => (socket.closed = true) };
    },
    now: () => 1_000,
    random: () => 0.5,
    later(work, ms) {
      const mine = { work, ms };
      timer = mine;
      return () => {
        if (timer === mine) timer = null;
      };
    },
    onMessage: (message) => got.push(message),
    onState: (state) => states.push(state),
    onRefused: () => (refused += 1),
  });
  const last = () => opened.at(-1) as (typeof opened)[number];
  return {
    live,
    opened,
    got,
    states,
    last,
    refused: () => refused,
    say: (message: object) => last().on.message(JSON.stringify(message)),
    tick: () => {
      const due = timer;
      timer = null;
      due?.work();
    },
    timer: () => timer,
  };
}
const item = (n: number) => ({ type: 'engagement', id: `${n}-0`, engagement: { id: `e${n}` } });
const taken = (got: readonly LiveMessage[]): string[] =>
  got.flatMap((message) => (message.type === 'engagement' ? [message.id] : []));

describe('the live connection', () => {
  it('asks for everything after the last id that it took', () => {
    const { live, opened, say, last, tick } = play();
    live.start();
    last().on.opened();
    say({ type: 'hello', lastId: '5-0' });
    say(item(7));
    last().on.closed();
    tick();
    expect(opened.map(({ after }) => after)).toEqual([null, '7-0']);
  });

  it('says hello once: resuming is no reason to read lists again', () => {
    const { live, say, last, tick, got } = play();
    live.start();
    last().on.opened();
    say({ type: 'hello', lastId: '5-0' });
    last().on.closed();
    tick();
    last().on.opened();
    say({ type: 'hello', lastId: '5-0' });
    expect(got.map(({ type }) => type)).toEqual(['hello']);
  });

  it('never takes a message twice and never leaves one out, however often the connection breaks', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(4), { minLength: 1, maxLength: 12 }), fc.nat(3), (bursts, repeated) => {
        const { live, say, last, tick, got } = play();
        live.start();
        let sent = 0;
        for (const burst of bursts) {
          last().on.opened();
          const after = Number((last().after ?? '0-0').split('-')[0]);
          say({ type: 'hello', lastId: `${after}-0` });
          // A server that repeats a little is as good as one that does not.
          for (let n = Math.max(1, after + 1 - repeated); n <= sent + burst; n += 1) say(item(n));
          sent += burst;
          last().on.closed();
          tick();
        }
        expect(taken(got)).toEqual(Array.from({ length: sent }, (_, n) => `${n + 1}-0`));
      }),
    );
  });

  it('goes on from where a gap says, and tells of it', () => {
    const { live, say, last, tick, got, opened } = play();
    live.start();
    say({ type: 'hello', lastId: '1-0' });
    say({ type: 'gap', lastId: '90-0' });
    last().on.closed();
    tick();
    expect(got.map(({ type }) => type)).toEqual(['hello', 'gap']);
    expect(opened.at(-1)?.after).toBe('90-0');
  });

  it('takes a silent connection for a dead one', () => {
    const { live, opened, say, tick, states } = play();
    live.start();
    say({ type: 'hello', lastId: '1-0' });
    tick(); // the silence is over its limit
    expect(opened[0]?.closed).toBe(true);
    expect(states.at(-1)).toEqual({ name: 'reconnecting', since: 1_000, failures: 0 });
    tick();
    expect(opened).toHaveLength(2);
  });

  it('hears nothing from a connection that it gave up', () => {
    const { live, opened, say, tick, got } = play();
    live.start();
    say({ type: 'hello', lastId: '1-0' });
    tick();
    tick();
    opened[0]?.on.message(JSON.stringify(item(9)));
    opened[0]?.on.closed();
    expect(taken(got)).toEqual([]);
    expect(opened).toHaveLength(2);
  });

  it('asks who we are when it could not even open', () => {
    const { live, last, refused } = play();
    live.start();
    last().on.closed();
    expect(refused()).toBe(1);
  });

  it('ignores what it does not understand', () => {
    const { live, last, got, say } = play();
    live.start();
    last().on.message('not json');
    say({ type: 'weather', sunny: true });
    expect(got).toEqual([]);
  });

  it('stays quiet after stop', () => {
    const { live, last, timer } = play();
    live.start();
    live.stop();
    last().on.closed();
    expect(timer()).toBeNull();
  });

  it('waits longer each time, with a spread, never above 20 s', () => {
    fc.assert(
      fc.property(fc.nat(1_000), fc.double({ min: 0, max: 1, noNaN: true }), (failures, random) => {
        const wait = backoffMs(failures, random);
        expect(wait).toBeGreaterThanOrEqual(250);
        expect(wait).toBeLessThanOrEqual(20_000);
      }),
    );
    expect(backoffMs(3, 0.5)).toBeGreaterThan(backoffMs(1, 0.5));
  });
});
