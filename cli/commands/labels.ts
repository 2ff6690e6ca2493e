import { Command } from 'commander';
import { openClickHouse } from '../../projections/clickhouse/client.ts';
import { labelledExamples } from '../../projections/read/labelled.ts';
import { loadConfig } from '../../service/config.ts';
import { isKeptApart, textKey } from '../../models/light/train/learned.ts';
import { HEADS, isHead } from '../../topics/labels.ts';
import { CliError } from '../options.ts';

interface Options {
  readonly tenant: string;
  readonly workspace: string;
  readonly head: string;
  readonly unselected?: boolean;
  readonly part?: string;
}

/** Parts of the corrections that no text is in twice. */
const PARTS: Readonly<Record<string, (text: string) => boolean>> = {
  training: (text) => !isKeptApart(text),
  comparison: isKeptApart,
};

/** `signalpost labels` */
export function labelsCommand(): Command {
  const command = new Command('labels').description('labels that people corrected');
  command
    .command('export')
    .description('texts with the labels that people gave them, as JSON lines for `signalpost train`')
    .requiredOption('--head <name>', `which labels: ${HEADS.join(', ')}`)
    .option('--unselected', 'labels by people who were asked by chance and did not see what the model said')
    .option(
      '--part <name>',
      'training or comparison: one in four texts is for comparison, always the same ones',
    )
    .option('--tenant <id>', 'agency', 'demo')
    .option('--workspace <id>', 'workspace of the agency', 'acme')
    .addHelpText(
      'after',
      '\nOne line a message, the newest correction of it; a correction that was taken back is not an example. Of the' +
        '\nmessages that people are asked about by chance (GET /api/v1/labels/sample) there are only --unselected labels:' +
        '\nwhat weights are compared on must not be learned, nor copies of it; they are in the same part. Texts come' +
        '\nfrom ClickHouse: what was erased, or is older than two years, is left out. They are what people wrote: keep them so.' +
        '\nIn a task file: {"format":"jsonl","file":"labels.jsonl","name":"corrections"}' +
        '\nThen: signalpost models compare --examples COMPARISON --unselected UNSELECTED',
    )
    .action(exportLabels);
  return command;
}

async function exportLabels({ tenant, workspace, head, unselected, part }: Options): Promise<void> {
  if (!isHead(head)) throw new CliError(`--head ${head}: there is ${HEADS.join(', ')}.`);
  const wanted = part === undefined ? () => true : Object.hasOwn(PARTS, part) ? PARTS[part] : undefined;
  if (!wanted) throw new CliError(`--part ${part}: there is ${Object.keys(PARTS).join(' and ')}.`);
  if (unselected && part !== undefined)
    throw new CliError('--unselected labels are for comparison: leave --part out.');
  const config = loadConfig();
  const client = openClickHouse(config);
  const db = config.clickhouse.database;
  const scope = { tenantId: tenant, workspaceId: workspace };
  let count = 0;
  try {
    // "Thank you!" is corrected here and asked about there: whoever learns the one knows the other.
    const asked = new Set<string>();
    if (!unselected) {
      for await (const page of labelledExamples(client, db, scope, head, 'unselected'))
        for (const { text } of page) asked.add(textKey(text));
    }
    const set = unselected ? 'unselected' : 'corrections';
    for await (const page of labelledExamples(client, db, scope, head, set)) {
      for (const { text, label } of page) {
        if (!wanted(text) || asked.has(textKey(text))) continue;
        process.stdout.write(`${JSON.stringify({ text, label })}\n`);
        count += 1;
      }
    }
  } finally {
    await client.close();
  }
  console.error(`${count} examples`);
}
