/** Hours of the day, in a zone, in which nothing is posted. */
import type { QuietHours } from '../../../topics/events.ts';

const DAY_MINUTES = 1440;
const MINUTE_MS = 60_000;

/**
 * When the quiet hours that hold at `now` end, epoch ms; null when none hold. `from` = `to` means never.
 * Around a change of the clocks the answer may be early or late by that change: whoever wakes then asks again.
 */
export function quietUntil(quiet: QuietHours | null, now: number): number | null {
  if (!quiet) return null;
  const [from, to] = [minutesOf(quiet.from), minutesOf(quiet.to)];
  if (from === null || to === null || from === to) return null;
  const local = localMinutes(quiet.zone, now);
  const inside = from < to ? local >= from && local < to : local >= from || local < to;
  if (!inside) return null;
  const left = (to - local + DAY_MINUTES) % DAY_MINUTES;
  return Math.floor(now / MINUTE_MS) * MINUTE_MS + left * MINUTE_MS;
}

/** Whether an IANA zone and both times can be used. */
export function validQuietHours(quiet: QuietHours): boolean {
  try {
    localMinutes(quiet.zone, 0);
  } catch {
    return false; // RangeError: the zone is unknown
  }
  return minutesOf(quiet.from) !== null && minutesOf(quiet.to) !== null;
}

function minutesOf(text: string): number | null {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  return match ? Number(match[1]) * 60 + Number(match[2]) : null;
}

function localMinutes(zone: string, at: number): number {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const parts = Object.fromEntries(format.formatToParts(at).map((part) => [part.type, part.value]));
  return Number(parts['hour']) * 60 + Number(parts['minute']);
}
