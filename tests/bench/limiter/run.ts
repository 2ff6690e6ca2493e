/** The exact limiter by itself, for accounts with few and with many grants, beside counters in Redis. */
import { startStack } from '../../../stack/testing.ts';
import { X_LIMITS } from '../../../platforms/x/data.ts';
import type { LimitRow } from '../../../platforms/limits.ts';
import type { BenchOptions, BenchResult } from '../benchmarks.ts';
import { table } from '../results.ts';
import { deciderDecisions, ledgerDecisions, type Measured } from './decisions.ts';
import { redisPeers, type PeerRow } from './peer.ts';

/** An account with more grants in its window than any network allows one today. */
const MANY: LimitRow = {
  id: 'bench.day',
  operation: 'reply',
  scope: 'account',
  limit: 10_000,
  windowMs: 86_400_000,
  inHeaders: false,
  source: 'benchmark',
};
/** Requests to Redis for each second of `--seconds`. */
const REQUESTS_PER_SECOND = 40_000;

export async function runLimiter({ seconds, say }: BenchOptions): Promise<BenchResult> {
  const forMs = seconds * 1_000;
  const account = X_LIMITS.filter(({ scope }) => scope === 'account');
  const rows: Measured[] = [];
  for (const measure of [
    () => ledgerDecisions("ledger, X's limits of an account", account, forMs),
    () => ledgerDecisions('ledger, 10,000 grants a day', [MANY], forMs),
    () => deciderDecisions('account decider, request and outcome', forMs),
  ]) {
    rows.push(measure());
    say(JSON.stringify(rows.at(-1)));
  }
  const { peers, why } = await peersOf(Math.round(REQUESTS_PER_SECOND * seconds));
  say(JSON.stringify(peers));
  const number = (value: number): string => value.toLocaleString('en');
  return {
    title: "limiter: the account decider's exact limits",
    figures: { rows, peers },
    body: [
      'In one thread, without the log: what the decider costs by itself. The ledger keeps the exact time of every grant of the widest window and is written whole into the changelog with each grant, so its bytes are what a grant costs there.',
      '',
      table([
        ['what', 'decisions/s', 'grants kept', 'ledger bytes', 'rows', 'state bytes'],
        ...rows.map((row) => [
          row.what,
          number(row.perSecond),
          number(row.grants),
          number(row.ledgerBytes),
          number(row.rows),
          number(row.stateBytes),
        ]),
      ]),
      '',
      why ??
        'The peer is a counter that all processes share, `redis-benchmark` with 50 clients on the same cores. It is no equal: it forgets with its memory, knows nothing of grants that are out, and its answer is a round trip.',
      '',
      ...(peers.length > 0
        ? [
            table([
              ['Redis', 'operations/s', 'p50 ms', 'p99 ms'],
              ...peers.map((row) => [row.what, number(row.perSecond), row.p50Ms, row.p99Ms]),
            ]),
          ]
        : []),
    ].join('\n'),
    measured: {},
  };
}

async function peersOf(
  requests: number,
): Promise<{ readonly peers: readonly PeerRow[]; readonly why: string | null }> {
  const stack = await startStack({ parts: ['redis'] });
  try {
    const port = Number(new URL(stack.services.redis?.url ?? '').port);
    return { peers: await redisPeers(port, requests), why: null };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return { peers: [], why: 'No peer: `redis-benchmark` (Debian: redis-tools) is not there.' };
  } finally {
    await stack.stop();
  }
}
