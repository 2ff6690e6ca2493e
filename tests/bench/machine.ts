/** The machine and the versions beside every figure. */
import { execFileSync } from 'node:child_process';
import { cpus, loadavg, release, totalmem } from 'node:os';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly system: string;
  readonly node: string;
  /** First line of `java -version`. */
  readonly java: string;
  /** Processes that wanted a core in the last minute, when the benchmark began: above the cores, others were at work. */
  readonly load: number;
}

export function machine(): Machine {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `Linux ${release()}`,
    node: process.version,
    java: javaVersion(),
    load: Number((loadavg()[0] ?? 0).toFixed(1)),
  };
}

function javaVersion(): string {
  try {
    const said = execFileSync('java', ['--version'], { encoding: 'utf8', timeout: 10_000 });
    return said.split('\n')[0] ?? 'unknown';
  } catch (error) {
    return `none (${(error as NodeJS.ErrnoException).code ?? 'failed'})`;
  }
}
