/** The live stream of a workspace: ids in the stream, the newest summary of each engagement with them. */
import type { Redis } from '../redis/client.ts';
import { KEY, workspacePrefix } from '../redis/keys.ts';
import { hydrate, type Stores } from './list.ts';
import type { Scope } from './types.ts';

export interface LiveEntry {
  readonly id: string;
  /** JSON, ready to be sent. */
  readonly message: string;
}

export interface LivePage {
  readonly entries: readonly LiveEntry[];
  /** Read on from here; it may lie behind the last entry: what is gone from the views has no message. */
  readonly position: string;
}

export interface LiveSource {
  /**
   * Entries after `id`, oldest first, from at most `limit` of the stream; `more` when the stream goes on,
   * `gap` when some after `id` are no longer kept.
   */
  after(id: string, limit: number): Promise<LivePage & { readonly more: boolean; readonly gap: boolean }>;
  /** Entries after `id`, waiting up to `waitMs` for the first one. */
  next(id: string, waitMs: number): Promise<LivePage>;
  lastId(): Promise<string>;
}

const START = '0-0';
const PAGE = 500;

/** Orders stream ids: milliseconds, then sequence. Ids that are none are before all. */
export function compareStreamIds(a: string, b: string): number {
  const parts = (id: string): readonly [number, number] => {
    const [ms = '0', sequence = '0'] = id.split('-');
    return [Number(ms) || 0, Number(sequence) || 0];
  };
  const [x, y] = [parts(a), parts(b)];
  return x[0] - y[0] || x[1] - y[1];
}

/** Whether the text is a stream id; a client's word is checked before it goes into a command. */
export function isStreamId(text: string): boolean {
  return /^\d{1,15}-\d{1,15}$/.test(text);
}

/**
 * @param blocking a connection of its own: it waits inside Redis.
 */
export function createLiveSource(stores: Stores, scope: Scope, blocking: Redis): LiveSource {
  const prefix = async (): Promise<string> =>
    workspacePrefix(await stores.view(), scope.tenantId, scope.workspaceId);

  /** One message per engagement: its newest state, under the id of its last entry of the page. */
  const messages = async (
    base: string,
    raw: readonly (readonly [string, readonly string[]])[],
  ): Promise<readonly LiveEntry[]> => {
    const last = new Map<string, string>();
    for (const [id, fields] of raw) {
      const engagement = fields[1] as string;
      last.delete(engagement);
      last.set(engagement, id);
    }
    const found = await hydrate(
      stores.redis,
      base,
      [...last.keys()].map((id) => ({ id, score: 0 })),
    );
    return found.flatMap(({ id, summary }) => {
      const streamId = last.get(id) as string;
      return summary
        ? [
            {
              id: streamId,
              message: JSON.stringify({ type: 'engagement', id: streamId, engagement: summary }),
            },
          ]
        : [];
    });
  };
  const lastId = async (base: string): Promise<string> => {
    const newest = await stores.redis.xrevrange(base + KEY.live, '+', '-', 'COUNT', 1);
    return newest[0]?.[0] ?? START;
  };

  return {
    async after(id, limit) {
      const base = await prefix();
      if (!isStreamId(id)) return { entries: [], position: id, more: false, gap: true };
      const [oldest, newest] = await Promise.all([
        stores.redis.xrange(base + KEY.live, '-', '+', 'COUNT', 1),
        lastId(base),
      ]);
      // Older than the stream, or from a stream that is no more (Redis was emptied).
      const first = oldest[0]?.[0];
      const tooOld = first !== undefined && compareStreamIds(id, first) < 0 && (await trimmed(base, id));
      if (tooOld || compareStreamIds(id, newest) > 0) {
        return { entries: [], position: id, more: false, gap: true };
      }
      const raw = await stores.redis.xrange(base + KEY.live, `(${id}`, '+', 'COUNT', limit);
      const position = raw.at(-1)?.[0] ?? id;
      return { entries: await messages(base, raw), position, more: raw.length === limit, gap: false };
    },
    async next(id, waitMs) {
      const base = await prefix();
      const from = isStreamId(id) ? id : START;
      const answer = await blocking.xread('COUNT', PAGE, 'BLOCK', waitMs, 'STREAMS', base + KEY.live, from);
      const raw = answer?.[0]?.[1] ?? [];
      return { entries: await messages(base, raw), position: raw.at(-1)?.[0] ?? from };
    },
    lastId: async () => lastId(await prefix()),
  };

  /** Whether entries after `id` were cut away: the stream's own count tells. */
  async function trimmed(base: string, id: string): Promise<boolean> {
    if (id !== START) return true;
    const info = (await stores.redis.xinfo('STREAM', base + KEY.live)) as (string | number)[];
    const field = (name: string): number => Number(info[info.indexOf(name) + 1] ?? 0);
    return field('entries-added') > field('length');
  }
}
