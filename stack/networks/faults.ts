import { Refusal } from './types.ts';

/** What can go wrong at a network. `before` acts ahead of acceptance, `after` once it is journaled. */
export type FaultEffect =
  | { readonly type: 'delay'; readonly ms: number }
  | { readonly type: 'refuse'; readonly status: number }
  /** 429; `retryAfter` in seconds, null for an answer without that header. */
  | { readonly type: 'rate-limit'; readonly retryAfter: number | null }
  /** The connection dies before the request was looked at: nothing happened. */
  | { readonly type: 'drop-request' }
  /** Accepted and journaled, then the connection dies: the caller cannot know. */
  | { readonly type: 'drop-answer' }
  /** No answer for `ms` (default: until the caller gives up), and nothing happened. */
  | { readonly type: 'hang'; readonly ms?: number }
  /** Webhook deliveries: sent `times` times. */
  | { readonly type: 'duplicate'; readonly times: number }
  /** Webhook deliveries: `window` of them are gathered and sent in random order. */
  | { readonly type: 'shuffle'; readonly window: number };

export type FaultType = FaultEffect['type'];

/** A rule at the control API. Without `count` it holds until removed; without `probability` it always hits. */
export interface FaultRule {
  readonly id: string;
  readonly network: string;
  /** An operation name, or `*`. */
  readonly operation: string;
  readonly accountId?: string | undefined;
  readonly probability?: number | undefined;
  readonly count?: number | undefined;
  readonly effect: FaultEffect;
}

const NUMBERS = {
  delay: ['ms'],
  refuse: ['status'],
  'rate-limit': [],
  'drop-request': [],
  'drop-answer': [],
  hang: [],
  duplicate: ['times'],
  shuffle: ['window'],
} as const satisfies Record<FaultType, readonly string[]>;

/** All fault rules of all networks. `random` decides probabilities and comes in, so runs can be repeated. */
export class Faults {
  readonly #random: () => number;
  readonly #rules: { rule: FaultRule; left: number; hits: number }[] = [];
  #made = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** Adds one rule; throws `Refusal` 400 that names the field when it makes no sense. */
  add(input: unknown): FaultRule {
    const rule = parseRule(input, `f${(this.#made += 1)}`);
    this.#rules.push({ rule, left: rule.count ?? Infinity, hits: 0 });
    return rule;
  }

  remove(id: string): boolean {
    const index = this.#rules.findIndex((r) => r.rule.id === id);
    if (index < 0) return false;
    this.#rules.splice(index, 1);
    return true;
  }

  clear(): void {
    this.#rules.length = 0;
  }

  list(): readonly (FaultRule & { readonly hits: number; readonly left: number | null })[] {
    return this.#rules.map(({ rule, left, hits }) => ({
      ...rule,
      hits,
      left: left === Infinity ? null : left,
    }));
  }

  /** The first rule of one of `types` that hits this call; its count goes down. */
  hit<T extends FaultType>(
    types: readonly T[],
    at: { network: string; operation: string; accountId: string },
  ): Extract<FaultEffect, { type: T }> | null {
    for (const entry of this.#rules) {
      const { rule } = entry;
      if (entry.left <= 0 || rule.network !== at.network) continue;
      if (rule.operation !== '*' && rule.operation !== at.operation) continue;
      if (rule.accountId !== undefined && rule.accountId !== at.accountId) continue;
      if (!(types as readonly string[]).includes(rule.effect.type)) continue;
      if (rule.probability !== undefined && this.#random() >= rule.probability) continue;
      entry.left -= 1;
      entry.hits += 1;
      return rule.effect as Extract<FaultEffect, { type: T }>;
    }
    return null;
  }
}

function parseRule(input: unknown, id: string): FaultRule {
  const rule = asRecord(input, 'a fault');
  const effect = asRecord(rule['effect'], 'effect');
  const type = effect['type'];
  if (typeof type !== 'string' || !(type in NUMBERS)) {
    throw new Refusal(400, `effect.type must be one of ${Object.keys(NUMBERS).join(', ')}`);
  }
  for (const field of NUMBERS[type as FaultType]) {
    if (typeof effect[field] !== 'number')
      throw new Refusal(400, `effect.${field} must be a number for ${type}`);
  }
  for (const field of ['network', 'operation'] as const) {
    if (typeof rule[field] !== 'string') throw new Refusal(400, `${field} must be a string`);
  }
  for (const field of ['probability', 'count'] as const) {
    if (rule[field] !== undefined && typeof rule[field] !== 'number')
      throw new Refusal(400, `${field} must be a number`);
  }
  if (type === 'rate-limit') effect['retryAfter'] ??= null;
  return { ...(rule as unknown as FaultRule), id, effect: effect as unknown as FaultEffect };
}

function asRecord(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new Refusal(400, `${what} must be a JSON object`);
  return { ...value };
}
