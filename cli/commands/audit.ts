import { Command } from 'commander';
import { loadConfig } from '../../service/config.ts';
import { createLogger } from '../../service/logger.ts';
import { createCodec } from '../../topics/codec/codec.ts';
import { createConfluentRegistry } from '../../topics/codec/confluent-registry.ts';
import { connectKafka } from '../../topics/log/kafkajs/connect.ts';
import { runAudit, type AuditReport } from '../audit/run.ts';

/** `signalpost audit` */
export function auditCommand(): Command {
  return new Command('audit')
    .description('count every hop from offset 0 and compare with what the networks and stores say')
    .option('--json', 'for scripts')
    .option(
      '--wait <seconds>',
      'ask again until nothing is in flight and all is well, at most this long',
      '0',
    )
    .addHelpText(
      'after',
      '\nReads Kafka from its beginning, the journals of the simulated networks and of the load driver, ClickHouse\n' +
        'and Redis, and changes nothing. Exit code: 0 all that must be zero is zero, 1 something is not.',
    )
    .action(async (options: { json?: boolean; wait: string }) => {
      const report = await auditUntil(Number(options.wait) * 1000);
      console.log(options.json ? JSON.stringify(report, null, 2) : render(report));
      process.exitCode = report.clean ? 0 : 1;
    });
}

const PAUSE_MS = 2_000;

/** Audits until everything has settled and is clean, or the time is over; then the last report stands. */
async function auditUntil(waitMs: number): Promise<AuditReport> {
  const config = loadConfig();
  const log = connectKafka(
    { ...config.kafka, clientId: 'signalpost-audit' },
    createLogger('audit', 'silent'),
  );
  const codec = createCodec(createConfluentRegistry(config.registry));
  const deadline = Date.now() + waitMs;
  try {
    for (;;) {
      const report = await runAudit(config, log, codec, Date.now);
      const settled = report.clean && report.hops.every((row) => row.inFlight === 0);
      if (settled || Date.now() >= deadline) return report;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  } finally {
    await log.close();
  }
}

const COLUMNS = [
  'in',
  'emitted',
  'skipped',
  'duplicate',
  'deadLettered',
  'inFlight',
  'lost',
  'doubled',
] as const;

/** Why inputs led to nothing, over all tenants and accounts. */
function skipped(report: AuditReport): readonly string[] {
  const reasons = new Map<string, number>();
  for (const { hop, skippedFor } of report.hops)
    for (const [why, count] of Object.entries(skippedFor))
      reasons.set(`${hop}: ${why}`, (reasons.get(`${hop}: ${why}`) ?? 0) + count);
  return reasons.size === 0
    ? []
    : ['', 'skipped', ...[...reasons].map(([why, count]) => `  ${why} ${count}`)];
}

/** The report for people: a table of hops, then every figure that must be zero. */
function render(report: AuditReport): string {
  const width = Math.max(8, ...report.hops.map((row) => row.hop.length));
  const accounts = Math.max(8, ...report.hops.map((row) => row.accountId.length));
  const lines = [
    `${report.records} records`,
    '',
    `${'hop'.padEnd(width)}  ${'tenant'.padEnd(8)}  ${'account'.padEnd(accounts)}${COLUMNS.map((name) => name.padStart(13)).join('')}`,
    ...report.hops.map(
      (row) =>
        `${row.hop.padEnd(width)}  ${row.tenantId.padEnd(8)}  ${row.accountId.padEnd(accounts)}${COLUMNS.map((name) => String(row[name]).padStart(13)).join('')}`,
    ),
    ...skipped(report),
    '',
    'must be zero',
    ...report.figures.map(
      (figure) =>
        `${figure.value === 0 ? '  ok ' : '  NOT'}  ${String(figure.value).padStart(6)}  ${figure.name}${figure.value === 0 ? '' : `: ${figure.meaning} ${figure.examples.join(', ')}`}`,
    ),
    ...report.findings
      .slice(0, 20)
      .map((finding) => `  NOT  ${finding.kind} at ${finding.hop}: ${finding.key} (${finding.place})`),
    '',
    report.clean ? 'Everything adds up.' : 'Something does not add up.',
  ];
  return lines.join('\n');
}
