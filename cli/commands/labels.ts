import { Command } from 'commander';
import { openClickHouse } from '../../projections/clickhouse/client.ts';
import { labelledExamples } from '../../projections/read/labelled.ts';
import { loadConfig } from '../../service/config.ts';
import { HEADS, isHead } from '../../topics/labels.ts';
import { CliError } from '../options.ts';

interface Options {
  readonly tenant: string;
  readonly workspace: string;
  readonly head: string;
}

/** `signalpost labels` */
export function labelsCommand(): Command {
  const command = new Command('labels').description('labels that people corrected');
  command
    .command('export')
    .description('texts with the labels that people gave them, as JSON lines for `signalpost train`')
    .requiredOption('--head <name>', `which labels: ${HEADS.join(', ')}`)
    .option('--tenant <id>', 'agency', 'demo')
    .option('--workspace <id>', 'workspace of the agency', 'acme')
    .addHelpText(
      'after',
      '\nOne line a message, the newest correction of it; a correction that was taken back is not an example. Texts come' +
        '\nfrom ClickHouse: what was erased, or is older than two years, is left out. They are what people wrote: keep them so.' +
        '\nIn a task file: {"format":"jsonl","file":"labels.jsonl","name":"corrections"}',
    )
    .action(exportLabels);
  return command;
}

async function exportLabels({ tenant, workspace, head }: Options): Promise<void> {
  if (!isHead(head)) throw new CliError(`--head ${head}: there is ${HEADS.join(', ')}.`);
  const config = loadConfig();
  const client = openClickHouse(config);
  let count = 0;
  try {
    const scope = { tenantId: tenant, workspaceId: workspace };
    for await (const page of labelledExamples(client, config.clickhouse.database, scope, head)) {
      for (const { text, label } of page) {
        process.stdout.write(`${JSON.stringify({ text, label })}\n`);
        count += 1;
      }
    }
  } finally {
    await client.close();
  }
  console.error(`${count} examples`);
}
