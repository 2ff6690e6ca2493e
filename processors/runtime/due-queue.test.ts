import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DueQueue } from './due-queue.ts';

const operation = fc.oneof(
  fc.record({ do: fc.constant('set' as const), id: fc.nat(9), due: fc.nat(20) }),
  fc.record({ do: fc.constant('delete' as const), id: fc.nat(9) }),
  fc.record({ do: fc.constant('take' as const), now: fc.nat(25) }),
);

describe('due queue', () => {
  it('always gives the earliest of what is in it, then the smaller id', () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 200 }), (operations) => {
        const queue = new DueQueue();
        const model = new Map<string, number>();
        const earliest = () => [...model].toSorted(([a, x], [b, y]) => x - y || (a < b ? -1 : 1))[0];
        const given: (string | null)[] = [];
        const expected: (string | null)[] = [];
        for (const one of operations) {
          if (one.do === 'set') {
            queue.set(String(one.id), one.due);
            model.set(String(one.id), one.due);
          } else if (one.do === 'delete') {
            queue.delete(String(one.id));
            model.delete(String(one.id));
          } else {
            const next = earliest();
            const due = next && next[1] <= one.now ? next[0] : null;
            given.push(queue.take(one.now));
            expected.push(due);
            if (due !== null) model.delete(due);
          }
          expect(queue.peek()?.id).toBe(earliest()?.[0]);
          expect(queue.size).toBe(model.size);
        }
        expect(given).toEqual(expected);
      }),
    );
  });
});
