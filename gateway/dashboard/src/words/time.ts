/** Times as people say them, in the browser's own language settings for clocks. */
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `10:42`. */
export function clock(iso: string | number): string {
  return new Date(iso).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}

/** `now`, `4 min`, `3 h`, `2 d`, then the date. */
export function ago(iso: string, now: number): string {
  const past = now - Date.parse(iso);
  if (Number.isNaN(past)) return '';
  if (past < MINUTE) return 'now';
  if (past < HOUR) return `${Math.floor(past / MINUTE)} min`;
  if (past < DAY) return `${Math.floor(past / HOUR)} h`;
  if (past < 7 * DAY) return `${Math.floor(past / DAY)} d`;
  return new Date(iso).toLocaleDateString([], { day: 'numeric', month: 'short' });
}

/** `4 minutes ago`, for screen readers and tooltips. */
export function fullTime(iso: string): string {
  return new Date(iso).toLocaleString([], { dateStyle: 'medium', timeStyle: 'medium' });
}

/** `0.4 ms`, `38 ms`, `1.2 s`, `3 min`, `2 h`. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1_000).toFixed(1)} s`;
  if (ms < MINUTE) return `${Math.round(ms / 1_000)} s`;
  if (ms < HOUR) return `${Math.round(ms / MINUTE)} min`;
  if (ms < 48 * HOUR) return `${Math.round(ms / HOUR)} h`;
  return `${Math.round(ms / DAY)} d`;
}

/** `1,204`, `12,431`, `124k`. */
export function count(value: number): string {
  return value < 100_000 ? value.toLocaleString('en') : `${Math.round(value / 1_000)}k`;
}
