/** What each process of an installation used between two moments. */
import { openHome } from '../../stack/home.ts';
import { readServices } from '../../stack/services.ts';
import { usageOf, type Usage } from './process-usage.ts';
import { plain } from './targets.ts';
import { table } from './results.ts';

export type UsageOfParts = ReadonlyMap<string, Usage>;

/** Processes that run now, by the name of their part; this program is `driver`. */
export function usageOfParts(home: string): UsageOfParts {
  const services = readServices(openHome(home));
  const running = Object.entries(services?.parts ?? {}).flatMap(([name, { pid, state }]) =>
    pid === undefined || state !== 'ready' ? [] : [[name, pid] as const],
  );
  return new Map([...running, ['driver', process.pid] as const].map(([name, pid]) => [name, usageOf(pid)]));
}

export interface Used {
  readonly part: string;
  readonly cpuSeconds: number;
  /** Processor seconds for a million of what was counted. */
  readonly cpuSecondsPerMillion: number;
  /** Cores used on average. */
  readonly cores: number;
  readonly residentMb: number;
  readonly peakMb: number;
}

/**
 * @param count of what the work is counted in, engagements for example.
 * @param seconds that lie between the two.
 */
export function usedBetween(
  before: UsageOfParts,
  after: UsageOfParts,
  count: number,
  seconds: number,
): readonly Used[] {
  return [...after].map(([part, now]) => {
    const cpuSeconds = now.cpuSeconds - (before.get(part)?.cpuSeconds ?? 0);
    return {
      part,
      cpuSeconds: Number(cpuSeconds.toFixed(2)),
      cpuSecondsPerMillion: plain((cpuSeconds / Math.max(1, count)) * 1e6),
      cores: Number((cpuSeconds / seconds).toFixed(2)),
      residentMb: now.residentMb,
      peakMb: now.peakMb,
    };
  });
}

/** @param what is counted in millions, for the head of its column. */
export function usedTable(rows: readonly Used[], what: string): string {
  const sum = (of: (row: Used) => number): number => plain(rows.reduce((all, row) => all + of(row), 0));
  return table([
    ['process', `CPU s per million ${what}`, 'cores', 'RSS MiB', 'peak RSS MiB'],
    ...rows.map((row) => [row.part, row.cpuSecondsPerMillion, row.cores, row.residentMb, row.peakMb]),
    [
      'all',
      sum((row) => row.cpuSecondsPerMillion),
      sum((row) => row.cores),
      sum((row) => row.residentMb),
      '',
    ],
  ]);
}
