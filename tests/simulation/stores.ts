/**
 * Stores for the simulated world, as small as can be, with what was measured of the real ones: ClickHouse knows the
 * tokens of the last inserts of a table and passes over a block whose token it knows; Redis runs a script whole,
 * and a Redis that is killed loses an end of what it was told in the last two seconds.
 */
import type { Block } from '../../projections/clickhouse/sink/blocks.ts';
import type { Redis } from '../../projections/redis/client.ts';

/** `non_replicated_deduplication_window` of our tables is larger; a smaller one is harder. */
const TOKENS_KEPT = 200;

export class BlockStore {
  readonly #tables = new Map<string, { readonly rows: string[]; readonly tokens: string[] }>();

  insert(generation: string, { table, rows }: Block, token: string): void {
    const known = this.#table(generation, table);
    if (known.tokens.includes(token)) return;
    known.tokens.push(token);
    if (known.tokens.length > TOKENS_KEPT) known.tokens.shift();
    known.rows.push(...rows.map((row) => plain(row)));
  }

  /** Rows of every table, sorted. */
  content(generation: string): Readonly<Record<string, readonly string[]>> {
    const mine = [...this.#tables].filter(([name]) => name.startsWith(`${generation}.`));
    return Object.fromEntries(mine.map(([name, { rows }]) => [name.split('.')[1], rows.toSorted()]));
  }

  #table(generation: string, table: string): { readonly rows: string[]; readonly tokens: string[] } {
    const name = `${generation}.${table}`;
    const found = this.#tables.get(name) ?? { rows: [], tokens: [] };
    this.#tables.set(name, found);
    return found;
  }
}

function plain(row: unknown): string {
  return JSON.stringify(row, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
}

type Args = readonly (string | number)[];
type Command = readonly [name: string, args: Args];

/** What the views ask of Redis. Expiry and eviction are left out: no world is old or large enough. */
export class ViewStore {
  #hashes = new Map<string, Map<string, string>>();
  #journal: { readonly at: number; readonly command: Command }[] = [];
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Killed and started again: of the last two seconds only a beginning is left. @param part in [0, 1). */
  crash(part: number): void {
    const from = this.#journal.findIndex(({ at }) => at > this.#now() - 2_000);
    const last = from < 0 ? this.#journal.length : from;
    const kept = this.#journal.slice(0, last + Math.floor(part * (this.#journal.length - last + 1)));
    this.flushAll();
    for (const { command } of kept) this.#run(command);
    this.#journal = kept;
  }

  flushAll(): void {
    this.#hashes = new Map();
    this.#journal = [];
  }

  /** Entities of a view; not its positions, which depend on who wrote them. */
  content(view: string): Readonly<Record<string, Readonly<Record<string, string>>>> {
    const mine = [...this.#hashes].filter(([key]) => key.startsWith(`sp:${view}:{`));
    return Object.fromEntries(
      mine.map(([key, hash]) => [key.slice(`sp:${view}:`.length), Object.fromEntries(hash)]),
    );
  }

  /** As one process reaches it; `ask` is its way into the world. */
  connection(ask: <T>(what: string, call: () => Promise<T>) => Promise<T>): Redis {
    const run = (name: string, args: Args): Promise<unknown> =>
      ask(`redis ${name}`, async () => this.#write([name, args]));
    const scripts = ['spEngagement', 'spEntity', 'spPost', 'spEvict', 'spSeal', 'spAdvance'];
    return {
      exists: () => ask('redis exists', async () => 0),
      hget: (key: string, field: string) =>
        ask('redis hget', async () => this.#hashes.get(key)?.get(field) ?? null),
      hgetall: (key: string) =>
        ask('redis hgetall', async () => Object.fromEntries(this.#hashes.get(key) ?? [])),
      hset: (key: string, ...fields: string[]) => run('hset', [key, ...fields]),
      ...Object.fromEntries(scripts.map((name) => [name, (...args: Args) => run(name, args)])),
      pipeline: () => {
        const commands: Command[] = [];
        return {
          ...Object.fromEntries(
            scripts.map((name) => [name, (...args: Args) => void commands.push([name, args])]),
          ),
          exec: () =>
            ask(`redis pipeline of ${commands.length}`, async () =>
              commands.map((command) => [null, this.#write(command)]),
            ),
        };
      },
    } as unknown as Redis;
  }

  #write(command: Command): unknown {
    this.#journal.push({ at: this.#now(), command });
    return this.#run(command);
  }

  #run([name, args]: Command): unknown {
    const [key = '', ...rest] = args.map(String);
    const hash = this.#hashes.get(key) ?? new Map<string, string>();
    const put = (field: string, value: string): void => {
      this.#hashes.set(key, hash);
      hash.set(field, value);
    };
    const newer = (field: string, version: string): boolean =>
      !hash.has(field) || Number(version) > Number(hash.get(field));
    switch (name) {
      case 'hset':
        for (let n = 0; n < rest.length; n += 2) put(rest[n] ?? '', rest[n + 1] ?? '');
        return rest.length / 2;
      case 'spEntity': {
        const [section, version = '', json = ''] = rest;
        if (!newer(`v:${section}`, version)) return 0;
        put(`v:${section}`, version);
        put(`s:${section}`, json);
        return 1;
      }
      case 'spEngagement': {
        let changed = 0;
        for (let at = 4; at < rest.length; at += 7) {
          const [section, group, version = '', json = '', state = '', link = '', facts = '{}'] =
            rest.slice(at);
          const [one, other] = [newer(`v:${section}`, version), newer(`gv:${group}`, version)];
          if (one) {
            put(`v:${section}`, version);
            put(`s:${section}`, json);
          }
          if (other) {
            put(`gv:${group}`, version);
            put(`gs:${group}`, state);
            put(`gl:${group}`, link);
          }
          if (!one && !other) continue;
          changed = 1;
          for (const [fact, value] of Object.entries(JSON.parse(facts) as object)) put(fact, String(value));
        }
        return changed;
      }
      case 'spPost':
        put(rest[1] ?? '', rest[0] ?? '');
        return 1;
      case 'spEvict':
        return [0, 0];
      case 'spSeal':
      case 'spAdvance': {
        const [field = '', before = '', next = '', seal = ''] = rest;
        const seals = this.#hashes.get(`${key}:seals`) ?? new Map<string, string>();
        if (name === 'spSeal') {
          if (before !== '' && seals.get(field) !== before) return 0;
          this.#hashes.set(`${key}:seals`, seals.set(field, next));
          return 1;
        }
        const have = hash.get(field) ?? '';
        if (have !== before || (seal !== '' && seals.get(field) !== seal)) return have;
        put(field, next);
        return next;
      }
      default:
        throw new Error(`the simulated Redis does not know ${name}`);
    }
  }
}
