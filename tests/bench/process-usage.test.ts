import { describe, expect, it } from 'vitest';
import { parseUsage, usageOf } from './process-usage.ts';

describe('use of a process', () => {
  it('is read beside a name that looks like fields', () => {
    const stat = '42 (evil) 1 ) S 1 42 42 0 -1 4194560 9000 0 3 0 150 50 0 0 20 0 12 0 100 1000000 2048';
    const status = 'Name:\tevil\nVmHWM:\t  204800 kB\nVmRSS:\t  102400 kB\n';
    expect(parseUsage(stat, status)).toEqual({ cpuSeconds: 2, peakMb: 200, residentMb: 100 });
  });

  it('of this process is not nothing', () => {
    const { cpuSeconds, residentMb, peakMb } = usageOf(process.pid);
    expect(cpuSeconds).toBeGreaterThan(0);
    expect(residentMb).toBeGreaterThan(0);
    expect(peakMb).toBeGreaterThanOrEqual(residentMb);
  });
});
