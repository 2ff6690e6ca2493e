import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quietUntil, validQuietHours } from './quiet-hours.ts';

const berlin = (from: string, to: string) => ({ zone: 'Europe/Berlin', from, to });

describe('quiet hours', () => {
  it('hold from their beginning to their end, by the clock of the zone', () => {
    const quiet = berlin('22:00', '07:00');
    // 21:00 UTC is 22:00 in Berlin in winter, 23:00 in summer.
    expect(quietUntil(quiet, Date.UTC(2026, 0, 10, 20, 59, 59))).toBeNull();
    expect(quietUntil(quiet, Date.UTC(2026, 0, 10, 21))).toBe(Date.UTC(2026, 0, 11, 6));
    expect(quietUntil(quiet, Date.UTC(2026, 6, 10, 20))).toBe(Date.UTC(2026, 6, 11, 5));
    expect(quietUntil(quiet, Date.UTC(2026, 0, 11, 6))).toBeNull();
  });

  it('end when asked again, also in the night in which the clocks change', () => {
    // Berlin: 29 March 2026 (forward) and 25 October 2026 (back).
    for (const start of [Date.UTC(2026, 2, 28, 23), Date.UTC(2026, 9, 24, 23)]) {
      let now = start;
      let asked = 0;
      for (let until = quietUntil(berlin('22:00', '07:00'), now); until !== null; asked += 1) {
        expect(until).toBeGreaterThan(now);
        now = until;
        until = quietUntil(berlin('22:00', '07:00'), now);
      }
      expect(asked).toBeLessThanOrEqual(2);
    }
  });

  it('always end within a day', () => {
    const clock = fc
      .tuple(fc.nat(23), fc.nat(59))
      .map((parts) => parts.map((n) => String(n).padStart(2, '0')).join(':'));
    const zone = fc.constantFrom(
      'Europe/Berlin',
      'Asia/Kolkata',
      'America/St_Johns',
      'UTC',
      'Pacific/Auckland',
    );
    fc.assert(
      fc.property(zone, clock, clock, fc.integer({ min: 0, max: 4e12 }), (of, from, to, now) => {
        const until = quietUntil({ zone: of, from, to }, now);
        expect(until === null || (until > now && until <= now + 86_400_000)).toBe(true);
      }),
    );
  });

  it('are refused when nobody can follow them', () => {
    expect(validQuietHours(berlin('22:00', '07:00'))).toBe(true);
    expect(validQuietHours(berlin('22:00', '24:00'))).toBe(false);
    expect(validQuietHours({ ...berlin('22:00', '07:00'), zone: 'Mars/Olympus' })).toBe(false);
  });
});
