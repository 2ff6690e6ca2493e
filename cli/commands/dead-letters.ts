import { isUtf8 } from 'node:buffer';
import { Command } from 'commander';
import { loadConfig } from '../../service/config.ts';
import { createLogger } from '../../service/logger.ts';
import { createCodec } from '../../topics/codec/codec.ts';
import type { Codec } from '../../topics/codec/codec.ts';
import { createConfluentRegistry } from '../../topics/codec/confluent-registry.ts';
import {
  findDeadLetter,
  listDeadLetters,
  replayDeadLetters,
  replayRefusal,
} from '../../topics/dead-letters.ts';
import type { DeadLetterFilter, FoundDeadLetter } from '../../topics/dead-letters.ts';
import { ERRORS, PoisonError, isErrorCode } from '../../topics/errors.ts';
import { connectKafka } from '../../topics/log/kafkajs/connect.ts';
import type { Log } from '../../topics/log/port.ts';

/** Bytes of an undecodable payload that `show` prints. */
const SHOWN_BYTES = 512;
/** Characters of a body that `show` prints. */
const SHOWN_CHARACTERS = 10_000;

interface FilterOptions {
  readonly processor?: string;
  readonly code?: string;
  readonly since?: string;
  readonly json?: boolean;
}

/** `signalpost dead-letters` */
export function deadLettersCommand(): Command {
  const command = new Command('dead-letters').description('records that could not be processed');
  filtered(command.command('list', { isDefault: true }))
    .description('every dead letter: where it stands, who gave up, why')
    .option('--json', 'for scripts: an array of objects, payloads left out')
    .action((options: FilterOptions) => withLog((log, codec) => list(log, codec, options)));
  command
    .command('show')
    .description('one dead letter, and what to do about it')
    .argument('<id>', 'partition:offset, as listed')
    .option('--payload', 'the record too: it may hold what people wrote')
    .option('--json', 'for scripts')
    .action((id: string, options: { payload?: boolean; json?: boolean }) =>
      withLog((log, codec) => show(log, codec, id, options)),
    );
  filtered(command.command('replay'))
    .description('write the original record again to its topic and partition; its event keeps its id')
    .argument('[ids...]', 'partition:offset, as listed; or choose by options')
    .option('--all', 'every dead letter')
    .option('--dry-run', 'only say what would be written')
    .option('--json', 'for scripts: {written, refused}, each with the id of the letter')
    .addHelpText('after', '\nExit code: 0 all written, 1 something was not found or refused.')
    .action((ids: string[], options: FilterOptions & { all?: boolean; dryRun?: boolean }) =>
      withLog((log, codec) => replay(log, codec, ids, options)),
    );
  return command;
}

function filtered(command: Command): Command {
  return command
    .option('--processor <name>', 'only of this processor')
    .option('--code <code>', 'only with this error code')
    .option('--since <time>', 'only recorded at or after this time (ISO 8601)');
}

async function withLog(run: (log: Log, codec: Codec) => Promise<void>): Promise<void> {
  const config = loadConfig();
  const log = connectKafka(
    { ...config.kafka, clientId: 'signalpost-cli' },
    createLogger('dead-letters', 'silent'),
  );
  try {
    await run(log, createCodec(createConfluentRegistry(config.registry)));
  } finally {
    await log.close();
  }
}

async function list(log: Log, codec: Codec, options: FilterOptions): Promise<void> {
  const rows: object[] = [];
  for await (const letter of listDeadLetters(log, codec, filterOf(options))) {
    const { sourceKey: _key, sourceValue: _value, sourceHeaders: _headers, ...data } = letter.event.data;
    if (options.json) rows.push({ id: letter.id, recordedAt: iso(letter), ...data });
    else console.log(line(letter));
  }
  if (options.json) console.log(JSON.stringify(rows, null, 2));
}

async function show(
  log: Log,
  codec: Codec,
  id: string,
  options: { readonly payload?: boolean; readonly json?: boolean },
): Promise<void> {
  const letter = await findDeadLetter(log, codec, id);
  if (!letter) return notFound(id);
  const { sourceKey, sourceValue, sourceHeaders, ...data } = letter.event.data;
  const row = isErrorCode(data.code) ? ERRORS[data.code] : null;
  const detail = {
    id,
    recordedAt: iso(letter),
    eventId: letter.event.causationId,
    tenantId: letter.event.tenantId,
    ...data,
    meaning: row?.meaning ?? 'a code of the processor itself',
    whatToDo: row?.operator ?? 'see the processor',
    valueBytes: sourceValue?.length ?? null,
    replay: replayRefusal(letter) ?? 'possible',
    ...(options.payload
      ? {
          key: sourceKey?.toString() ?? null,
          headers: sourceHeaders,
          payload: await payloadOf(codec, sourceValue),
        }
      : {}),
  };
  if (options.json) {
    console.log(JSON.stringify(detail, null, 2));
    return;
  }
  // JSON escapes control characters: text from outside must not drive the terminal.
  for (const [name, value] of Object.entries(detail)) {
    console.log(
      `${name.padEnd(16)} ${typeof value === 'string' ? JSON.stringify(value).slice(1, -1) : JSON.stringify(value)}`,
    );
  }
}

async function replay(
  log: Log,
  codec: Codec,
  ids: readonly string[],
  options: FilterOptions & { readonly all?: boolean; readonly dryRun?: boolean },
): Promise<void> {
  const chosen = options.processor ?? options.code ?? options.since;
  if (ids.length === 0 && chosen === undefined && !options.all) {
    console.error('Say which: ids, --processor, --code, --since, or --all.');
    process.exitCode = 1;
    return;
  }
  const letters: FoundDeadLetter[] = [];
  for (const id of ids) {
    const letter = await findDeadLetter(log, codec, id);
    if (letter) letters.push(letter);
    else notFound(id);
  }
  if (ids.length === 0) {
    for await (const letter of listDeadLetters(log, codec, filterOf(options))) letters.push(letter);
  }
  const refused: { readonly id: string; readonly reason: string }[] = [];
  const possible = letters.filter((letter) => {
    const reason = replayRefusal(letter);
    if (reason === null) return true;
    refused.push({ id: letter.id, reason });
    console.error(`${letter.id} not replayed: ${reason}`);
    process.exitCode = 1;
    return false;
  });
  const written = options.dryRun ? [] : await write(log, possible);
  if (options.json) {
    const report = options.dryRun
      ? { dryRun: true, possible: possible.map(({ id }) => id), refused }
      : { written, refused };
    console.log(JSON.stringify(report, null, 2));
    return;
  }
  if (options.dryRun) for (const letter of possible) console.log(`would write ${line(letter)}`);
  for (const { id, topic, partition } of written) console.log(`${id} written to ${topic}/${partition}`);
}

async function write(
  log: Log,
  letters: readonly FoundDeadLetter[],
): Promise<readonly { readonly id: string; readonly topic: string; readonly partition: number }[]> {
  const writer = await log.openWriter();
  try {
    return await replayDeadLetters(writer, letters, Date.now());
  } finally {
    await writer.close();
  }
}

function filterOf(options: FilterOptions): DeadLetterFilter {
  const since = options.since === undefined ? undefined : Date.parse(options.since);
  if (since !== undefined && Number.isNaN(since))
    throw new Error('--since takes a time such as 2026-01-31T12:00Z');
  return {
    ...(options.processor === undefined ? {} : { processor: options.processor }),
    ...(options.code === undefined ? {} : { code: options.code }),
    ...(since === undefined ? {} : { since }),
  };
}

function notFound(id: string): void {
  console.error(`There is no dead letter ${JSON.stringify(id)}; see \`signalpost dead-letters list\`.`);
  process.exitCode = 1;
}

function iso(letter: FoundDeadLetter): string {
  return new Date(letter.event.recordedAt).toISOString();
}

function line(letter: FoundDeadLetter): string {
  const { processor, code, sourceTopic, sourcePartition, sourceOffset, sourceItem, message } =
    letter.event.data;
  const source = `${sourceTopic}/${sourcePartition}@${sourceOffset}${sourceItem ? `#${sourceItem}` : ''}`;
  return `${letter.id.padEnd(10)} ${iso(letter)}  ${processor.padEnd(12)} ${code.padEnd(20)} ${source}  ${JSON.stringify(message)}`;
}

async function payloadOf(codec: Codec, value: Buffer | null): Promise<unknown> {
  try {
    return readable(await codec.decodeAsync(value));
  } catch (error) {
    if (!(error instanceof PoisonError)) throw error;
    return { undecodable: error.code, hex: value?.subarray(0, SHOWN_BYTES).toString('hex') ?? null };
  }
}

/** Bytes inside an event as text where they are text, so that a webhook body can be read. */
function readable(value: unknown): unknown {
  if (Buffer.isBuffer(value)) {
    return isUtf8(value)
      ? value.toString('utf8').slice(0, SHOWN_CHARACTERS)
      : { hex: value.subarray(0, SHOWN_BYTES).toString('hex') };
  }
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, readable(inner)]));
}
