/** All read models are rebuilt and swapped with a backlog before them. */
import { writtenGeneration } from '../../../projections/clickhouse/generations.ts';
import { openClickHouse } from '../../../projections/clickhouse/client.ts';
import { tablesGroup } from '../../../projections/clickhouse/sink/open.ts';
import { READ_MODELS } from '../../../projections/registry.ts';
import type { Ground } from '../ground/ground.ts';
import { READY_MS, type Fault } from './fault.ts';

/** Records that the sink has not read when the switch begins. */
const IN_FLIGHT = 50_000;
/** A message becomes about ten records on its way. */
const RECORDS_EACH = 10;
const BACKLOG_MS = 900_000;

/** Records that stand in the log before the sink of the current tables. */
async function backlog({ installation: { config, log } }: Ground): Promise<number> {
  const client = openClickHouse(config);
  try {
    const { generation, positions } = await writtenGeneration(client, config.clickhouse.database);
    const { topics } = READ_MODELS.tables;
    const committed = await log.committed(tablesGroup(generation), topics);
    const at = new Map(committed.map((one) => [`${one.topic}/${one.partition}`, one.offset]));
    return (await log.offsets(topics)).reduce((sum, { topic, partition, start, end }) => {
      const name = `${topic}/${partition}`;
      return sum + Math.max(0, end - (at.get(name) ?? positions[name] ?? start));
    }, 0);
  } finally {
    await client.close();
  }
}

/** Lets the log run ahead of the read models. @throws when it does not get so far */
async function build(ground: Ground): Promise<number> {
  const { installation } = ground;
  const deadline = Date.now() + BACKLOG_MS;
  for (;;) {
    const records = await backlog(ground);
    if (records >= IN_FLIGHT) return records;
    if (Date.now() > deadline) throw new Error(`only ${records} records in flight, not ${IN_FLIGHT}`);
    const rate = Math.max(100, ground.rate);
    const count = Math.min(20 * rate, Math.ceil((IN_FLIGHT - records) / RECORDS_EACH) + 100);
    await installation.load({ count, rate, networks: ['x'], accounts: 20 });
  }
}

export const projectionSwitch: Fault = {
  name: 'projection switch',
  does: `all read models are rebuilt and swapped with ${IN_FLIGHT} records in flight`,
  short: false,
  async inflict(ground) {
    const { installation, say } = ground;
    const { stack } = installation;
    await stack.whenReady('projections', READY_MS);
    await stack.halt('projections');
    let records: number;
    try {
      records = await build(ground);
    } finally {
      await stack.revive('projections');
    }
    say(`  ${records} records in flight`);
    const { code, output } = await installation.signalpost('rebuild');
    if (code !== 0) throw new Error(`signalpost rebuild ended with ${code}:\n${output.slice(-2_000)}`);
  },
};
