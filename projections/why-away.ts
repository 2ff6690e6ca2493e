/** Why a store cannot be used, in words that say what to change. Shown at /readyz and in logs. */
import { ClickHouseError } from '@clickhouse/client';
import { explainTls, tlsProblem } from '../service/tls-problem.ts';

/** ClickHouse's codes for a user or password that it does not take: 193, 194, 516 (ErrorCodes.cpp). */
const REFUSED: ReadonlySet<string> = new Set(['193', '194', '516']);
/** Errors that say by themselves what to do: those of the log and of the registry. */
const CLEAR: ReadonlySet<string> = new Set(['LogError', 'RegistryError']);
const TLS = { address: 'CLICKHOUSE_URL', ca: 'SIGNALPOST_CA_FILE', tls: 'the scheme of CLICKHOUSE_URL' };

/** @param error of the log, the registry, ClickHouse or Redis. */
export function whyAway(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof ClickHouseError && REFUSED.has(error.code)) {
    return `ClickHouse refused CLICKHOUSE_USERNAME or CLICKHOUSE_PASSWORD (${error.code})`;
  }
  // A command of Redis never fails with a TLS error: its connection says it, once, to `openRedis`.
  const tls = CLEAR.has(error.name) ? null : tlsProblem(error);
  return tls ? explainTls(tls, 'ClickHouse', TLS) : error.message;
}
