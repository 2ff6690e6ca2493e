import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge, judgeAll, plain, TARGET_NAMES, TARGETS, targetsText, type Target } from './targets.ts';
import { TRIED } from './tried.ts';

describe('a target', () => {
  it('that is reached to the dot is met, in both directions', () => {
    for (const name of TARGET_NAMES) expect(judge(name, TARGETS[name].value).met).toBe(true);
  });

  it('is missed by what lacks, in its unit and as a share', () => {
    expect(judge('hop.rate', 120_000)).toMatchObject({
      met: false,
      missedBy: 30_000,
      missedShare: 0.2,
      aimMet: false,
    });
    expect(judge('webhook.p99', 75)).toMatchObject({
      met: false,
      missedBy: 25,
      missedShare: 0.5,
      aimMet: null,
    });
  });

  it('is never met by what is no number', () => {
    for (const name of TARGET_NAMES) expect(judge(name, Number.NaN).met).toBe(false);
    expect(targetsText([judge('webhook.p99', Number.POSITIVE_INFINITY)])).toContain('nothing was measured');
  });

  it('is met exactly when it is missed by nothing, and met whenever its aim is', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...TARGET_NAMES),
        fc.double({ min: 0.001, max: 1e7, noNaN: true }),
        (name, value) => {
          const { met, aimMet, missedShare } = judge(name, value);
          expect(met && missedShare > 0).toBe(false);
          expect(aimMet === true && !met).toBe(false);
          const { bound, value: wanted }: Target = TARGETS[name];
          expect(met).toBe(bound === 'at least' ? value >= wanted : value <= wanted);
        },
      ),
    );
  });

  it('that is missed says by how much, where the time goes and what was tried', () => {
    const text = targetsText(judgeAll({ 'hop.rate': 94_660, 'hop.rateShare': 0.94 }), {
      'hop.rate': 'In the encoder.',
    });
    expect(text).toContain(
      '| at least 150,000 records/s, aim 220,000 | 94,660 records/s | missed: 55,340 records/s below it (37 %) |',
    );
    expect(text).toContain('| 0.94 times | met |');
    expect(text).toContain('In the encoder.');
    for (const line of TRIED['hop.rate'] ?? []) expect(text).toContain(line);
    expect(text).not.toContain(`Missed: ${TARGETS['hop.rateShare'].what}`);
  });

  it('without figures is not judged', () => {
    expect(judgeAll({})).toEqual([]);
    expect(targetsText([])).toContain('No target');
  });
});

describe('a figure', () => {
  it('keeps three digits, and is whole above a thousand', () => {
    expect([0.012345, 1.2345, 123.45, 999.6, 1_234.5].map(plain)).toEqual([0.0123, 1.23, 123, 1_000, 1_235]);
  });
});
