/**
 * Finds mentions, hashtags, cashtags, addresses, e-mail, phone and order numbers in one pass over the text. No unit is
 * looked at more than a bounded number of times, whatever the text is.
 */
import { scanNumbers } from './scan/numbers.ts';
import { isHostUnit } from './scan/hosts.ts';
import { scanAt } from './scan/names.ts';
import { FLAGS, HOST, TRIGGER } from './scan/tables.ts';
import { scanCashtag, scanHashtag } from './scan/tags.ts';
import { scanHostRun } from './scan/urls.ts';
import type { Entity } from './types.ts';

/** Digits in all from which on a number may be an order's. */
const ENOUGH_DIGITS = 4;

/** In order, none overlapping. Only spans of `text`; the whole of it is read. */
export function scanEntities(text: string): Entity[] {
  const out: Entity[] = [];
  const { length } = text;
  let floor = 0;
  let run = -1;
  let digits = 0;
  let i = 0;
  while (i < length) {
    const unit = text.charCodeAt(i);
    const flags = FLAGS[unit]!;
    if ((flags & TRIGGER) === 0) {
      if ((flags & HOST) !== 0 || unit === 0x2d || unit === 0x5f) {
        if (run < 0) run = i;
        if (isDigitUnit(unit)) digits++;
      } else run = -1;
      i++;
      continue;
    }
    let next: number;
    if (unit === 0x2e) {
      const begin = run < 0 ? i : run;
      const host = run >= 0 && i + 1 < length && isHostUnit(text, i + 1);
      next = host ? scanHostRun(text, Math.max(begin, floor), out) : i + 1;
    } else if (unit === 0x23 || unit === 0xff03) next = scanHashtag(text, i, out);
    else if (unit === 0x24) next = scanCashtag(text, i, out);
    else next = scanAt(text, i, floor, out);
    if (out.length > 0) floor = Math.max(floor, out[out.length - 1]!.end);
    if (unit !== 0x2e || next > i + 1) {
      digits += digitsIn(text, i, next);
      run = -1;
    }
    i = Math.max(next, i + 1);
  }
  return digits >= ENOUGH_DIGITS ? scanNumbers(text, digits, out) : out;
}

function digitsIn(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at++) {
    if (isDigitUnit(text.charCodeAt(at))) count++;
  }
  return count;
}

/** ASCII, Arabic or full-width: the digits that numbers in messages are written with. */
function isDigitUnit(unit: number): boolean {
  if (unit < 0x30) return false;
  return unit <= 0x39 || (unit >= 0x660 && unit <= 0x669) || (unit >= 0xff10 && unit <= 0xff19);
}
