import { existsSync, readdirSync, statSync, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { changelogOwners, topicSpecs } from '../topics/setup/topics.ts';
import type { Home } from './home.ts';
import { LOG_LIMIT_BYTES } from './logs.ts';
import { JOURNAL_BYTES } from './networks/store.ts';
import { NETWORK_NAMES } from './networks/table.ts';
import { PART_NAMES } from './part.ts';
import { mostRedisBytes } from './parts/redis.ts';
import { LOAD_JOURNAL_BYTES } from './simulate/journals.ts';

/** Downloads, the first segments of every topic, and an hour of work: with less, a start is not worth it. */
export const LEAST_FREE_BYTES = 4e9;

/**
 * The most that each kind of file may take on one machine, bytes, by the limits that are in force. Not in it, because
 * time and not bytes ends it: domain events and the state of processors (some hundred bytes an engagement), and the
 * tables and the archive in ClickHouse (25 months).
 */
export function diskBounds(): Readonly<Record<'log' | 'redis' | 'journals' | 'logs', number>> {
  const topics = topicSpecs({ scale: 'local', replication: 1, stateful: changelogOwners() });
  const log = topics
    .filter(({ config }) => Number(config['retention.bytes'] ?? -1) > 0)
    // A segment is deleted whole, once all the others are enough without it.
    .map(({ partitions, config }) => partitions * (bytesOf(config, 'retention') + bytesOf(config, 'segment')))
    .reduce(sum, 0);
  return {
    log,
    // Written anew when it has doubled; the old file stays until the new one is complete.
    redis: 3 * mostRedisBytes(),
    // Posts, messages and deliveries, each with its older generation.
    journals:
      NETWORK_NAMES.length * 2 * (JOURNAL_BYTES.posts + 2 * JOURNAL_BYTES.others) + LOAD_JOURNAL_BYTES,
    logs: (PART_NAMES.length + 1) * 2 * LOG_LIMIT_BYTES,
  };
}

function bytesOf(config: Readonly<Record<string, string>>, what: 'retention' | 'segment'): number {
  return Number(config[`${what}.bytes`]);
}

function sum(a: number, b: number): number {
  return a + b;
}

/** Bytes that may still come until all limits are reached. Never negative. */
export function stillToCome(bounds: Readonly<Record<string, number>>, used: DiskUse): number {
  const bounded = used.log + used.redis + used.journals + used.logs;
  return Math.max(0, Object.values(bounds).reduce(sum, 0) - bounded);
}

export type DiskUse = Readonly<Record<'log' | 'redis' | 'journals' | 'logs' | 'clickhouse', number>>;

/** What an installation takes now, bytes. Files that go while we look count as nothing. */
export function diskUse(home: Home): DiskUse {
  return {
    log: sizeOf(home.data('kafka')),
    redis: sizeOf(home.data('redis')),
    journals: sizeOf(home.data('networks')) + sizeOf(join(home.dir, 'simulate')),
    logs: sizeOf(home.logs),
    clickhouse: sizeOf(home.data('clickhouse')),
  };
}

function sizeOf(folder: string): number {
  if (!existsSync(folder)) return 0;
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => onDisk(join(entry.parentPath, entry.name)))
    .reduce(sum, 0);
}

/** Blocks, not length: Kafka's index files are long and almost empty. */
function onDisk(file: string): number {
  return (statSync(file, { throwIfNoEntry: false })?.blocks ?? 0) * 512;
}

/** Free bytes of the disk that holds the folder, or will. */
export function freeBytes(folder: string): { readonly folder: string; readonly bytes: number } {
  let there = folder;
  while (!existsSync(there)) there = dirname(there);
  const { bavail, bsize } = statfsSync(there);
  return { folder: there, bytes: bavail * bsize };
}
