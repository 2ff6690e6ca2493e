/** The machine and the versions beside every figure. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import path from 'node:path';
import { ARTIFACTS } from '../../stack/downloads/artifacts.ts';
import { ROOT } from '../../stack/home.ts';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly system: string;
  readonly node: string;
  /** First line of `java -version`. */
  readonly java: string;
  /** What an installation starts: Kafka, the registry, the ClickHouse engine, Redis. */
  readonly servers: readonly string[];
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
    java: firstLine('java', '--version'),
    servers: [
      ARTIFACTS.kafka.name,
      ARTIFACTS.registry.name,
      `ClickHouse engine ${packageVersion('@chdb/lib-linux-x64-gnu')}`,
      // "Redis server v=7.0.15 sha=..."
      `Redis ${/v=(\S+)/.exec(firstLine('redis-server', '--version'))?.[1] ?? 'unknown'}`,
    ],
    load: Number((loadavg()[0] ?? 0).toFixed(1)),
  };
}

function firstLine(program: string, argument: string): string {
  try {
    const said = execFileSync(program, [argument], { encoding: 'utf8', timeout: 10_000 });
    return said.split('\n')[0] ?? 'unknown';
  } catch (error) {
    return `none (${(error as NodeJS.ErrnoException).code ?? 'failed'})`;
  }
}

function packageVersion(name: string): string {
  const file = path.join(ROOT, 'node_modules', name, 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
