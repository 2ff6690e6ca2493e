/** Reads the view that people read, by the names of its keys as the design gives them. */
import type { Redis } from 'ioredis';
import { currentViewOf, type Shown, type ShownSection, type ViewReader } from './views.ts';

const PIPELINE = 500;
/** Members read at once. */
const PAGE = 10_000;

type Fields = readonly (string | null)[];

export async function openView(redis: Redis): Promise<ViewReader> {
  const view = currentViewOf(await redis.get('sp:current:1'));
  const prefix = (tenantId: string, workspaceId: string): string =>
    `sp:${view}:{${tenantId}/${workspaceId}}:`;

  const hmget = async (
    asked: readonly (readonly [key: string, fields: readonly string[]])[],
  ): Promise<Fields[]> => {
    const all: Fields[] = [];
    for (let from = 0; from < asked.length; from += PIPELINE) {
      const pipeline = redis.pipeline();
      for (const [key, fields] of asked.slice(from, from + PIPELINE)) pipeline.hmget(key, ...fields);
      for (const [error, fields] of (await pipeline.exec()) ?? []) {
        if (error) throw error;
        all.push(fields as Fields);
      }
    }
    return all;
  };

  return {
    async engagements(asked) {
      const fields = await hmget(
        asked.map(({ standing: { tenantId, workspaceId, engagementId }, sections }) => [
          `${prefix(tenantId, workspaceId)}e:${engagementId}`,
          ['state', 'v:received', ...sections.flatMap((name) => [`v:${name}`, `s:${name}`])],
        ]),
      );
      return asked.map(({ sections }, index): Shown => {
        const [state, received, ...rest] = fields[index] ?? [];
        const shown = sections.map((name, n): readonly [string, ShownSection] => [
          name,
          { version: rest[2 * n] ?? null, json: rest[2 * n + 1] ?? null },
        ]);
        // Known from later words only: what it is about is not there.
        return {
          state: received === null || received === undefined ? null : (state ?? null),
          sections: new Map(shown),
        };
      });
    },
    async sections(asked) {
      const fields = await hmget(
        asked.map(({ tenantId, workspaceId, key, section }) => [
          `${prefix(tenantId, workspaceId)}${key}`,
          [`v:${section}`, `s:${section}`],
        ]),
      );
      return asked.map((_, index) => ({
        version: fields[index]?.[0] ?? null,
        json: fields[index]?.[1] ?? null,
      }));
    },
    async members(tenantId, workspaceId, sets) {
      const members = new Map<string, ReadonlySet<string>>();
      for (const name of sets) {
        const ids = new Set<string>();
        for (let from = 0; ; from += PAGE) {
          const page = await redis.zrange(`${prefix(tenantId, workspaceId)}${name}`, from, from + PAGE - 1);
          for (const id of page) ids.add(id);
          if (page.length < PAGE) break;
        }
        members.set(name, ids);
      }
      return members;
    },
    async floor(tenantId, workspaceId) {
      const floor = await redis.get(`${prefix(tenantId, workspaceId)}floor`);
      return floor === null ? null : Number(floor);
    },
  };
}
