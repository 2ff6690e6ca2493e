/**
 * Sees each engagement become readable in Redis: follows the live stream as the page does, and asks of every id in it
 * whether its verdict (or its decline) is there. So the time is the reader's, later than the write by the way there.
 */
import { KEY, workspacePrefix } from '../../../projections/redis/keys.ts';
import { openRedis, type Redis } from '../../../projections/redis/client.ts';
import { currentView } from '../../../projections/read/reads.ts';
import type { Config } from '../../../service/config.ts';
import type { Scope } from '../../../projections/read/types.ts';
import type { Seen } from './visible.ts';

const PAGE = 2_000;
const BLOCK_MS = 500;

export interface Watch {
  readonly seen: ReadonlyMap<string, Seen>;
  stop(): Promise<void>;
}

export async function watchRedis(
  config: Pick<Config, 'redis'>,
  scope: Scope,
  now: () => number,
): Promise<Watch> {
  const [blocking, asking] = [openRedis(config, () => undefined), openRedis(config, () => undefined)];
  const prefix = workspacePrefix(await currentView(asking), scope.tenantId, scope.workspaceId);
  const seen = new Map<string, Seen>();
  let stopping = false;
  const newest = await asking.xrevrange(prefix + KEY.live, '+', '-', 'COUNT', 1);
  const follow = async (): Promise<void> => {
    for (let from = newest[0]?.[0] ?? '0-0'; !stopping;) {
      const answer = await blocking.xread(
        'COUNT',
        PAGE,
        'BLOCK',
        BLOCK_MS,
        'STREAMS',
        prefix + KEY.live,
        from,
      );
      const entries = answer?.[0]?.[1] ?? [];
      from = entries.at(-1)?.[0] ?? from;
      const ids = [...new Set(entries.map(([, fields]) => fields[1] as string))].filter(
        (id) => !seen.has(id),
      );
      if (ids.length > 0) await look(ids, asking, prefix, seen, now);
    }
  };
  const following = follow();
  following.catch(() => undefined); // told by stop
  return {
    seen,
    async stop() {
      stopping = true;
      await following.finally(() => {
        blocking.disconnect();
        asking.disconnect();
      });
    },
  };
}

async function look(
  ids: readonly string[],
  redis: Redis,
  prefix: string,
  seen: Map<string, Seen>,
  now: () => number,
): Promise<void> {
  const asked = redis.pipeline();
  for (const id of ids) asked.hmget(prefix + KEY.engagement(id), 'v:verdict', 'v:declined');
  const answers = (await asked.exec()) ?? [];
  const at = now();
  for (const [index, [error, fields]] of answers.entries()) {
    if (error) throw error;
    const [verdict, declined] = fields as readonly (string | null)[];
    const id = ids[index] as string;
    if (verdict) seen.set(id, { ending: 'checked', at });
    else if (declined) seen.set(id, { ending: 'declined', at });
  }
}
