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

describe('state', () => {
  it('read back from its changelog is what it was, at every flush', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
        const store = new StateStore();
        const copy = new StateStore();
        for (const one of [...changes, { do: 'seal' as const }]) {
          if (one.do === 'set') store.set(`k${one.key}`, one.value, one.expiresAt);
          else if (one.do === 'delete') store.delete(`k${one.key}`);
          else if (one.do === 'sweep') store.sweep(one.now, 3);
          else {
            for (const { key, value } of store.seal(0)) {
              const record = { topic: 's', partition: 0, offset: 0, key, value, headers: {}, timestamp: 0 };
              copy.restore(record);
            }
            expect(copy.entries('')).toEqual(JSON.parse(JSON.stringify(store.entries(''))));
            for (const now of [0, 50, 200]) {
              for (const [key] of store.entries('')) {
                expect(JSON.stringify(copy.get(key, now))).toBe(JSON.stringify(store.get(key, now)));
              }
            }
          }
        }
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
