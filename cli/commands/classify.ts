import { setFlagsFromString } from 'node:v8';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { Channel, LightReader } from '../../models/light/infer/reader.ts';
import { readChunk, writeAll } from '../blocking-io.ts';
import { answerLine, LineCutter } from '../classify-lines.ts';
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
  post: 'post',
} as const satisfies Record<string, Channel>;

/** Lines are read in chunks of at most so many bytes, answers written in pieces of about so many. */
const CHUNK = 65_536;
const PIECE = 49_152;

/** `signalpost classify` */
export function classifyCommand(): Command {
  return new Command('classify')
    .description('read JSON lines {"id","text"} from standard input, write what the light tier says of each')
    .option('--heads <names>', 'comma-separated; without it, all heads', headNames)
    .addOption(
      new Option(
        '--channel <name>',
        'where the texts were written; without it, spam is judged as in messages and comments',
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
  const { AnswerWriter } = await import('../../models/light/infer/answer-writer.ts');
  let writer;
  try {
    writer = new AnswerWriter(reader, options.heads ?? reader.names);
  } catch (error) {
    throw new CliError((error as Error).message);
  }
  const channel = options.channel === undefined ? undefined : CHANNEL_NAMES[options.channel];
  const cutter = new LineCutter();
  const chunk = Buffer.allocUnsafeSlow(CHUNK);
  let number = 0;
  let refused = 0;
  for (let open = true; open;) {
    const read = readChunk(chunk);
    open = read > 0;
    for (const line of open ? cutter.push(chunk.subarray(0, read)) : cutter.end()) {
      number++;
      if (line.trim() === '') continue;
      if (!answerLine(line, number, writer, channel)) refused++;
      // Whoever reads us may have had enough (head, less): that is no failure of ours.
      if (writer.length >= PIECE && !writeAll(writer.take())) return;
    }
    if (!writeAll(writer.take())) return;
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
