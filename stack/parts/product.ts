import type { Part, PartName } from '../part.ts';
import { answersOk, nodeCommand } from './ours.ts';

type ProductName = Extract<PartName, 'processors' | 'projections' | 'gateway'>;

/** One of the product's own processes: same health routes, same drain of 20 s (then SIGKILL). */
function product(name: ProductName, purpose: string, port: number, needs: readonly PartName[]): Part {
  const entry = `${name}/main.ts`;
  return {
    name,
    purpose,
    kind: 'server',
    needs,
    tools: [],
    ports: { http: port },
    entry,
    secrets: true,
    readyWithinMs: 120_000,
    stopWithinMs: 25_000,
    command: (context) =>
      nodeCommand(entry, { [`SIGNALPOST_${name.toUpperCase()}_PORT`]: String(context.ports['http']) }),
    ready: (context) => answersOk(`http://127.0.0.1:${context.ports['http']}/readyz`),
    services: (ports) => ({ [name]: { url: `http://127.0.0.1:${ports['http']}` } }),
    url: (services) => services[name]?.url,
  };
}

export const processors = product(
  'processors',
  'all processors: classify, draft, check, decide, post',
  9101,
  ['setup', 'networks'],
);

export const projections = product('projections', 'keeps the read models in Redis and ClickHouse', 9102, [
  'setup',
  'migrate',
  'redis',
]);

export const gateway = product('gateway', 'API, webhooks and the live page', 8080, [
  'setup',
  'migrate',
  'redis',
]);
