import { describe, expect, it } from 'vitest';
import { dependents, startOrder } from './order.ts';
import type { Part, PartName } from './part.ts';
import { PARTS } from './parts.ts';

const all: Part[] = Object.values(PARTS);

describe('the start order', () => {
  it('puts every part after all that it needs', () => {
    const order = startOrder(all.toReversed()).map((part) => part.name);
    expect(order).toHaveLength(all.length);
    for (const part of all) {
      for (const need of part.needs) expect(order.indexOf(need)).toBeLessThan(order.indexOf(part.name));
    }
  });

  it('ignores needs that were not chosen', () => {
    expect(startOrder([PARTS.gateway]).map((part) => part.name)).toEqual(['gateway']);
  });

  it('refuses parts that need each other', () => {
    const circle = (name: PartName, need: PartName): Part => ({ ...PARTS.setup, name, needs: [need] });
    expect(() => startOrder([circle('kafka', 'redis'), circle('redis', 'kafka')])).toThrow(
      'kafka → redis → kafka',
    );
  });

  it('names those that must stop before a part', () => {
    expect(dependents(all, 'redis').map((part) => part.name)).toEqual(['projections', 'gateway']);
  });
});
