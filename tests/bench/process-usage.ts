/** What a process has used so far, from Linux's /proc (proc(5)): all its threads together. */
import { readFileSync } from 'node:fs';

/** Clock ticks a second; fixed at 100 on every Linux that Node runs on (`getconf CLK_TCK`). */
const TICKS = 100;

export interface Usage {
  /** User and system time of all threads, seconds. */
  readonly cpuSeconds: number;
  /** Most memory that was resident at any time, MiB. */
  readonly peakMb: number;
  /** Memory that is resident now, MiB. */
  readonly residentMb: number;
}

/** @throws when there is no such process. */
export function usageOf(pid: number): Usage {
  return parseUsage(readFileSync(`/proc/${pid}/stat`, 'utf8'), readFileSync(`/proc/${pid}/status`, 'utf8'));
}

/** @param stat and `status`: the two files' text. */
export function parseUsage(stat: string, status: string): Usage {
  // The name in brackets may hold blanks and brackets: fields are counted from behind it, utime is the 14th of all.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const mebibytes = (name: string): number =>
    Math.round(Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? '0') / 1_024);
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS,
    peakMb: mebibytes('VmHWM'),
    residentMb: mebibytes('VmRSS'),
  };
}
