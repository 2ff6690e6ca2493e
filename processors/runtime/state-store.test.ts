import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StateStore } from './state-store.ts';

const change = fc.oneof(
  fc.record({
    do: fc.constant('set' as const),
    key: fc.nat(5),
    value: fc.jsonValue(),
    expiresAt: fc.option(fc.integer({ min: 1, max: 100 })),
  }),
  fc.record({ do: fc.constant('delete' as const), key: fc.nat(5) }),
  fc.record({ do: fc.constant('seal' as const) }),
  fc.record({ do: fc.constant('sweep' as const), now: fc.integer({ min: 0, max: 100 }) }),
);

type Change = typeof change extends fc.Arbitrary<infer C> ? C : never;

/** What is written to the changelog, read back. */
function flush(from: StateStore, to: StateStore): void {
  for (const { key, value } of from.seal(0)) {
    to.restore({ topic: 's', partition: 0, offset: 0, key, value, headers: {}, timestamp: 0 });
  }
}

/** Entries as they are seen at several times. */
function seen(store: StateStore): unknown {
  const keys = store.entries('').map(([key]) => key);
  return JSON.parse(
    JSON.stringify([0, 50, 200].map((now) => keys.map((key) => [key, store.get(key, now) ?? null]))),
  );
}

describe('state', () => {
  it('read back from its changelog is what it was, whenever it was flushed', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
        const store = new StateStore();
        const copy = new StateStore();
        const apply = {
          set: (one: Change & { do: 'set' }) => store.set(`k${one.key}`, one.value, one.expiresAt),
          delete: (one: Change & { do: 'delete' }) => store.delete(`k${one.key}`),
          sweep: (one: Change & { do: 'sweep' }) => store.sweep(one.now, 3),
          seal: () => flush(store, copy),
        };
        for (const one of changes) apply[one.do](one as never);
        flush(store, copy);
        expect(seen(copy)).toEqual(seen(store));
      }),
    );
  });

  it('writes one record per entry and flush, however often it changed', () => {
    const store = new StateStore();
    for (let n = 0; n < 10; n++) store.set('a', n, null);
    expect(store.seal(0).map((record) => String(record.value))).toEqual(['{"v":1,"x":null,"d":9}']);
    expect(store.seal(0)).toEqual([]);
  });

  it('takes an expired entry for absent before it is swept', () => {
    const store = new StateStore();
    store.set('a', 1, 100);
    expect(store.get('a', 99)).toBe(1);
    expect(store.get('a', 100)).toBe(undefined);
  });
});
