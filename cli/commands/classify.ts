import { once } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { Channel, LightReader } from '../../models/light/infer/reader.ts';
import { answerLine, linesOf } from '../classify-lines.ts';
import { CliError } from '../options.ts';

interface Options {
  readonly heads?: readonly string[];
  readonly channel?: keyof typeof CHANNEL_NAMES;
  readonly weights?: string;
}

/** What operators call a channel, and the spam expert that it stands for. */
const CHANNEL_NAMES = {
  sms: 'message',
  message: 'message',
  comment: 'comment',
  youtube: 'comment',
} as const satisfies Record<string, Channel>;

/** Answers are written in pieces of about so many characters. */
const PIECE = 16_384;

/** `signalpost classify` */
export function classifyCommand(): Command {
  return new Command('classify')
    .description('read JSON lines {"id","text"} from standard input, write what the light tier says of each')
    .option('--heads <names>', 'comma-separated; without it, all heads', headNames)
    .addOption(
      new Option(
        '--channel <name>',
        'where the texts were written; without it, spam is judged for both',
      ).choices(Object.keys(CHANNEL_NAMES)),
    )
    .option('--weights <file>', 'weights that signalpost train has written; without it, those of the program')
    .addHelpText(
      'after',
      '\nAnswers come in the order of the lines: {"id","modelVersion","heads":{"sentiment":{"label","probabilities"}}}.' +
        '\nA line that cannot be read is answered in its place with {"id","line","error"}; the others go on.' +
        '\nNo server is needed. Exit code: 0 every line was read, 1 some were not.',
    )
    .action(classify);
}

function headNames(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('')) throw new InvalidArgumentError('Names are separated by single commas.');
  return [...new Set(names)];
}

async function classify(options: Options): Promise<void> {
  // Answers are short-lived: a small nursery keeps the process small and costs no time.
  setFlagsFromString('--max-semi-space-size=2');
  const reader = await openReader(options.weights);
  let read;
  try {
    read = reader.heads(options.heads ?? reader.names);
  } catch (error) {
    throw new CliError((error as Error).message);
  }
  const channel = options.channel === undefined ? undefined : CHANNEL_NAMES[options.channel];
  // Whoever reads us may have had enough (head, less): that is no failure of ours.
  let closed = false;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    closed = true;
  });
  const drained = async (): Promise<void> => {
    try {
      await once(process.stdout, 'drain');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
    }
  };
  process.stdin.setEncoding('utf8');
  let piece = '';
  let number = 0;
  let refused = 0;
  const flush = async (): Promise<void> => {
    const full = piece !== '' && !process.stdout.write(piece);
    piece = '';
    if (full && !closed) await drained();
  };
  for await (const lines of linesOf(process.stdin)) {
    for (const line of lines) {
      number++;
      if (line.trim() === '') continue;
      const answer = answerLine(line, number, read, channel);
      if (!answer.ok) refused++;
      piece += `${answer.line}\n`;
      if (piece.length >= PIECE) await flush();
    }
    await flush();
    if (closed) return;
  }
  if (refused > 0) {
    console.error(`${refused} of ${number} lines could not be read; see "error" in their answers.`);
    process.exitCode = 1;
  }
}

async function openReader(weights: string | undefined): Promise<LightReader> {
  if (weights === undefined) return (await import('../../models/light/default.ts')).defaultReader();
  const { LightReader } = await import('../../models/light/infer/reader.ts');
  const { loadTier } = await import('../../models/light/infer/tier.ts');
  try {
    return new LightReader(loadTier(weights));
  } catch (error) {
    throw new CliError(`--weights ${weights}: ${(error as Error).message}`);
  }
}
