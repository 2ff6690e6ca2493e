/** What a process has used so far, from Linux's /proc (proc(5)): all its threads together. */
import { readFileSync } from 'node:fs';

/** Clock ticks a second; fixed at 100 on every Linux that Node runs on (`getconf CLK_TCK`). */
const TICKS = 100;

export interface Usage {
  /** User and system time of all threads, seconds. */
  readonly cpuSeconds: number;
  /** Most memory that was resident at any time, MiB. */
  readonly peakMb: number;
}

/** @throws when there is no such process. */
export function usageOf(pid: number): Usage {
  // The name in brackets may hold spaces: fields are counted from behind it, utime is the 14th of all.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS,
    peakMb: Math.round(Number(peak) / 1_024),
  };
}
