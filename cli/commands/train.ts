import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Command } from 'commander';
import type { ModelCard } from '../../models/light/train/card.ts';
import type { ScoredPart } from '../../models/light/train/score.ts';
import type { PartStore } from '../../models/light/train/train.ts';
import { CliError } from '../options.ts';

interface Options {
  readonly data?: string;
  readonly out: string;
  readonly date: string;
  readonly keep?: string;
}

/** `signalpost train` */
export function trainCommand(): Command {
  return new Command('train')
    .description('train text classifiers from labelled texts to one weights file and its card')
    .argument('<taskfile>', 'JSON: heads, their classes and labelled texts; see models/light/tasks/')
    .requiredOption(
      '--date <date>',
      'date for the card, YYYY-MM-DD (an argument, so that runs can be repeated)',
    )
    .option('--data <folder>', "folder that the task's files are in; without it, the folder of the task file")
    .option(
      '--out <file>',
      'weights file to write; the card and a list of the texts it learned from are written beside it',
      'light.spw',
    )
    .option(
      '--keep <folder>',
      'finished parts of the cross-validation wait there, so that a run that was cut off goes on where it stopped',
    )
    .addHelpText(
      'after',
      '\nSources: {"format":"jsonl"} of {"text","label"} lines, {"format":"table"} with tabs, or {"format":"pairs"}' +
        '\nof two files with a text and its label on the same line; .gz is read too.' +
        '\nScores on the card are of cross-validation, and of the sources marked untouched. The same task, data and seed give the same bytes.' +
        '\nUse the file with: signalpost classify --weights FILE' +
        '\nCompare it with the weights in use, and adopt it for a workspace: signalpost models',
    )
    .action(train);
}

async function train(taskFile: string, options: Options): Promise<void> {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(options.date)) {
    throw new CliError(`--date ${options.date}: it must be YYYY-MM-DD.`);
  }
  const { parseTask } = await import('../../models/light/train/task.ts');
  const trainer = await import('../../models/light/train/train.ts');
  const text = await readFile(taskFile, 'utf8').catch((error: Error) => {
    throw new CliError(`cannot read the task file: ${error.message}`);
  });
  const trained = trainer.train(parseTask(text), {
    folder: resolve(options.data ?? dirname(taskFile)),
    date: options.date,
    progress: (line) => console.error(line),
    ...(options.keep === undefined ? {} : { parts: partStore(resolve(options.keep)) }),
  });
  await mkdir(dirname(resolve(options.out)), { recursive: true });
  const card = `${JSON.stringify(trained.card, null, 2)}\n`;
  await writeBeside(options.out, trained.file);
  const stem = options.out.replace(/\.spw$/, '');
  await writeBeside(`${stem}.card.json`, card);
  await writeBeside(`${stem}.learned`, trained.learned);
  console.log(summary(trained.card));
}

/** One file a part, named after all that it depends on. */
function partStore(folder: string): PartStore {
  mkdirSync(folder, { recursive: true });
  const fileOf = (key: string): string => join(folder, `${key}.json`);
  return {
    get: (key) =>
      existsSync(fileOf(key)) ? (JSON.parse(readFileSync(fileOf(key), 'utf8')) as ScoredPart) : undefined,
    set: (key, part) => {
      writeFileSync(`${fileOf(key)}.new`, JSON.stringify(part));
      renameSync(`${fileOf(key)}.new`, fileOf(key));
    },
  };
}

/** A reader never sees half a file. */
async function writeBeside(file: string, content: string | Uint8Array): Promise<void> {
  await writeFile(`${file}.new`, content);
  await rename(`${file}.new`, file);
}

function summary(card: ModelCard): string {
  const lines = card.heads.flatMap((head) =>
    head.scores.map(
      (score) =>
        `${head.name.padEnd(14)} ${score.source.padEnd(24)} ${String(score.rows).padStart(6)} rows  ` +
        `macro-F1 ${score.macroF1.toFixed(1)}  macro-recall ${score.macroRecall.toFixed(1)}` +
        (score.calibrationError === null ? '' : `  calibration error ${score.calibrationError.toFixed(1)}`),
    ),
  );
  return [card.modelVersion, ...lines].join('\n');
}
