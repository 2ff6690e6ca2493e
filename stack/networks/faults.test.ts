import { describe, expect, it } from 'vitest';
import { Faults } from './faults.ts';

const at = { network: 'x', operation: 'post.create', accountId: '1001' };

describe('fault rules', () => {
  it('hit as often as their count says, and only their operation and account', () => {
    const faults = new Faults(() => 0);
    faults.add({ ...at, count: 2, effect: { type: 'refuse', status: 503 } });
    expect(faults.hit(['refuse'], { ...at, operation: 'post.read' })).toBeNull();
    expect(faults.hit(['refuse'], { ...at, accountId: '1002' })).toBeNull();
    expect(faults.hit(['drop-answer'], at)).toBeNull();
    expect([1, 2, 3].map(() => faults.hit(['refuse'], at)?.status ?? null)).toEqual([503, 503, null]);
    expect(faults.list()[0]).toMatchObject({ hits: 2, left: 0 });
  });

  it('follow their probability', () => {
    const rolls = [0.2, 0.3, 0.9];
    const faults = new Faults(() => rolls.shift()!);
    faults.add({ network: 'x', operation: '*', probability: 0.3, effect: { type: 'delay', ms: 5 } });
    expect([1, 2, 3].map(() => faults.hit(['delay'], at) !== null)).toEqual([true, false, false]);
  });

  it('are refused with the name of the field that makes no sense', () => {
    const faults = new Faults(() => 0);
    expect(() => faults.add({ ...at, effect: { type: 'explode' } })).toThrow('effect.type must be one of');
    expect(() => faults.add({ ...at, effect: { type: 'delay' } })).toThrow('effect.ms must be a number');
    expect(() => faults.add({ operation: '*', effect: { type: 'hang' } })).toThrow(
      'network must be a string',
    );
    expect(faults.list()).toEqual([]);
  });
});
