/** Writes of a batch of records into a view, idempotent: what is there in a higher version stays. */
import type { AnyEvent } from '../../topics/events.ts';
import type { LogRecord } from '../../topics/log/port.ts';
import { runAll, type Redis, type ScriptName } from './client.ts';
import { KEY, workspacePrefix } from './keys.ts';
import type { Seals } from './seals.ts';
import { writesOf, type EngagementWrite, type Write } from './writes.ts';

export interface ViewLimits {
  /** Engagements kept per workspace, ended ones; older ones are read from ClickHouse. */
  readonly engagements: number;
  /** Engagements kept in all, open ones too; then the oldest go, whatever they wait for. */
  readonly open: number;
  /** Entries of a live stream, about. */
  readonly live: number;
}

/** About 6.5 KB an engagement with a whole life: 10,000 are 65 MB, 25,000 are 163 MB, twice while the view is rebuilt, in a Redis of 384 MB. */
export const VIEW_LIMITS: ViewLimits = { engagements: 10_000, open: 25_000, live: 10_000 };

/** Posts remembered per account: more than any network allows in its longest window. */
const POSTS_KEPT = 2_000;
/** Commands in one round trip. */
const PIPELINE = 500;

export interface Item {
  readonly record: LogRecord;
  readonly event: AnyEvent;
  /** Whether people who look on are told. */
  readonly live: boolean;
}

export type Command = readonly [ScriptName, readonly (string | number | Buffer)[]];

/** Script call of a write that is about no engagement; null when nobody would ask for it any more. */
function commandOf(
  write: Exclude<Write, { kind: 'engagement' }>,
  prefix: string,
  item: Item,
  now: number,
): Command | null {
  if (write.kind === 'post') {
    return ['spPost', [prefix + KEY.posts(write.accountId), write.at, write.attemptId, POSTS_KEPT]];
  }
  const seconds = write.expiresAt === null ? null : Math.ceil((write.expiresAt - now) / 1_000);
  if (seconds !== null && seconds <= 0) return null;
  return [
    'spEntity',
    [
      prefix + write.key,
      write.section,
      String(write.version ?? item.record.offset),
      JSON.stringify(write.facts),
      seconds === null ? '' : String(seconds),
      write.listed ? prefix + write.listed.set : '',
      write.listed?.member ?? '',
    ],
  ];
}

/** All writes of one engagement in a pipeline: one call of its script. */
interface EngagementCall {
  readonly key: string;
  readonly prefix: string;
  readonly id: string;
  live: boolean;
  readonly writes: (string | Buffer)[];
}

function addWrite(call: EngagementCall, write: EngagementWrite, item: Item): void {
  call.live ||= item.live;
  call.writes.push(
    write.section,
    write.group,
    String(item.record.offset),
    // As bytes: the client would make one text of the whole pipeline, megabytes of it, and encode that.
    Buffer.from(JSON.stringify(write.facts)),
    write.state,
    write.link,
    JSON.stringify(write.index),
  );
}

/** Commands of one round trip: those of an engagement gathered in one, whatever came between them. */
class Pipeline {
  readonly #commands: Command[] = [];
  readonly #engagements = new Map<string, EngagementCall>();

  get size(): number {
    return this.#commands.length + this.#engagements.size;
  }

  add(write: Write, prefix: string, item: Item, now: number): void {
    if (write.kind !== 'engagement') {
      const command = commandOf(write, prefix, item, now);
      if (command) this.#commands.push(command);
      return;
    }
    const key = prefix + KEY.engagement(write.id);
    let call = this.#engagements.get(key);
    if (!call) this.#engagements.set(key, (call = { key, prefix, id: write.id, live: false, writes: [] }));
    addWrite(call, write, item);
  }

  commands(limits: ViewLimits): Command[] {
    const calls = [...this.#engagements.values()].map(({ key, prefix, id, live, writes }): Command => [
      'spEngagement',
      [key, prefix, id, live ? '1' : '0', limits.live, ...writes],
    ]);
    return [...this.#commands, ...calls];
  }
}

/**
 * @param seals ends each pipeline with its seal.
 * @param together engagements, and other things, whose writes are collected before they are sent: with the events of
 *   several topics among the items, the more the fewer calls for each.
 * @returns workspaces that got engagements, as prefixes.
 * @throws when Redis lost an earlier pipeline meanwhile: everything has to be written again, with new seals.
 */
export async function applyItems(
  redis: Redis,
  view: string,
  items: readonly Item[],
  limits: ViewLimits,
  now: number,
  seals?: Seals,
  together = PIPELINE,
): Promise<ReadonlySet<string>> {
  const touched = new Set<string>();
  let pipeline = new Pipeline();
  const send = async (): Promise<void> => {
    const commands = pipeline.commands(limits);
    pipeline = new Pipeline();
    for (let at = 0; at < commands.length; at += PIPELINE) {
      const part = commands.slice(at, at + PIPELINE);
      const answers = await runAll(redis, seals ? [...part, seals.next()] : part);
      if (seals && answers.at(-1) !== 1) throw new Error('Redis has lost the beginning of a batch');
    }
  };
  for (const item of items) {
    const prefix = workspacePrefix(view, item.event.tenantId, item.event.workspaceId);
    for (const write of writesOf(item.event)) {
      if (write.kind === 'engagement') touched.add(prefix);
      pipeline.add(write, prefix, item, now);
    }
    if (pipeline.size >= together) await send();
  }
  if (pipeline.size > 0) await send();
  return touched;
}

/** Entries that one call of the script looks at (`LOOK` in `scripts/evict.lua`). */
export const EVICT_LOOKS_AT = 500;
/** Most evicted by one call of the script: it holds up Redis while it runs. */
const EVICTED_AT_ONCE = 1_000;

/**
 * Brings workspaces back to their size, as far as ended engagements allow.
 * @returns how many went, and how many of them were open: those are only in ClickHouse now.
 */
export async function evict(
  redis: Redis,
  prefixes: Iterable<string>,
  limits: ViewLimits,
): Promise<{ readonly gone: number; readonly open: number }> {
  const commands = [...prefixes].map((prefix): Command => [
    'spEvict',
    [prefix + KEY.all, prefix, limits.engagements, EVICTED_AT_ONCE, limits.open],
  ]);
  if (commands.length === 0) return { gone: 0, open: 0 };
  const counts = (await runAll(redis, commands)) as readonly (readonly [number, number])[];
  return counts.reduce((sum, [gone, open]) => ({ gone: sum.gone + gone, open: sum.open + open }), {
    gone: 0,
    open: 0,
  });
}
