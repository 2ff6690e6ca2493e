/**
 * Named places at which a test lets the process die: `CRASH_AT=after-commit` (the first time it is
 * reached) or `CRASH_AT=after-commit:7` (the seventh). SIGKILL: nothing is flushed, closed or said.
 * Without the variable a call costs one comparison.
 */
export const CRASH_POINTS = {
  'before-restore': 'the old owner is fenced, nothing of the state has been read',
  'during-restore': 'a part of the changelog has been read',
  'after-restore': 'state and offsets are known, the first input has not been read',
  'before-commit': 'a batch is worked out, nothing of it has been sent',
  'during-commit': 'the transaction has been handed over, its answer has not come',
  'after-produce': 'records and offsets of a transaction are with the broker, its end has not been sent',
  'after-commit': 'the transaction is committed, nothing has been done with the knowledge',
  'before-timer': 'a timer is due and its input consumed, it has not been decided',
  'after-announce': 'the announcement of an effect is committed, the effect has not begun',
  'after-effect': 'the effect has answered, nothing of the answer is recorded',
  'before-answer': 'what somebody sent is in the log, the gateway has not answered',
  'after-apply': 'a batch is in the views, their position has not moved',
  'before-swap': 'new tables are filled and compared, the old ones are current',
  'during-swap': 'new tables are current, the views that people query read the old ones',
  'after-insert': 'a range is in ClickHouse, its offsets are not committed',
} as const;

export type CrashPoint = keyof typeof CRASH_POINTS;

const [wanted = '', count = '1'] = (process.env['CRASH_AT'] ?? '').split(':');
let remaining = Number(count);

if (wanted !== '' && !(wanted in CRASH_POINTS)) {
  throw new Error(`CRASH_AT=${wanted}: no such point. Known: ${Object.keys(CRASH_POINTS).join(', ')}`);
}

/** Dies here when `CRASH_AT` says so. */
export function crashPoint(name: CrashPoint): void {
  if (wanted !== name) return;
  if (--remaining === 0) process.kill(process.pid, 'SIGKILL');
}

/** For a point that lies inside a call that is under way: dies a moment later, from 0 to 4 ms. */
export function crashPointWithin(name: CrashPoint): void {
  if (wanted !== name || --remaining !== 0) return;
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), Math.random() * 4);
}
