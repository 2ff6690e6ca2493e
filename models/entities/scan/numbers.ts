/** Phone and order numbers as entities: fewer than masking takes away, because here a wrong one is shown to people. */
import { isValidPhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { CountryCode } from 'libphonenumber-js/min';
import { FOLDED_PLACEHOLDER } from '../pii/kinds.ts';
import { findNumbers } from '../pii/numbers.ts';
import { findOrders } from '../pii/orders.ts';
import { quickView } from '../pii/view.ts';
import type { Entity } from '../types.ts';

/** Where a number without a country code is tried. */
const REGIONS: readonly CountryCode[] = ['US', 'GB', 'DE', 'FR', 'ES', 'IT', 'NL', 'PT', 'BR', 'PL', 'IN'];

/** Fewer are no phone number. */
const PHONE_DIGITS = 7;

/** The entities with the numbers that overlap none of them, in order. `digits` is how many the text holds. */
export function scanNumbers(text: string, digits: number, entities: readonly Entity[]): Entity[] {
  const view = quickView(text, FOLDED_PLACEHOLDER);
  const found: Entity[] = [];
  for (const { span } of findOrders(view)) {
    const { start, end } = span;
    found.push({ kind: 'order_number', start, end, value: text.slice(start, end) });
  }
  for (const { kind, span } of digits < PHONE_DIGITS ? [] : findNumbers(view, [])) {
    const { start, end } = span;
    const value = kind === 'phone' ? phoneValue(text.slice(start, end).normalize('NFKC')) : null;
    if (value !== null) found.push({ kind: 'phone', start, end, value });
  }
  return found.length === 0 ? [...entities] : withoutOverlaps([...entities, ...found]);
}

/** E.164 where the number tells its country, else its digits; null when no country has such numbers. */
function phoneValue(written: string): string | null {
  const international = written.replace(/^00/, '+');
  if (international.startsWith('+')) {
    const number = parsePhoneNumberFromString(international);
    return number?.isValid() === true ? number.number : null;
  }
  if (!REGIONS.some((region) => isValidPhoneNumber(written, region))) return null;
  return written.replace(/\D/g, '');
}

/** Sorted; of two that overlap the one that was given first stays. */
export function withoutOverlaps(entities: readonly Entity[]): Entity[] {
  const kept: Entity[] = [];
  const order = entities.map((entity, rank) => ({ entity, rank }));
  order.sort((a, b) => a.entity.start - b.entity.start || a.rank - b.rank);
  let last: { entity: Entity; rank: number } | undefined;
  for (const next of order) {
    if (last !== undefined && next.entity.start < last.entity.end) {
      if (next.rank > last.rank) continue;
      kept.pop();
    }
    kept.push(next.entity);
    last = next;
  }
  return kept;
}
