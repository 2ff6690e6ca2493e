/** The three ways to run a statement: rows through a pipe, rows from a body, and everything else. */
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Engine } from '../engine/engine.ts';
import type { NativeResult } from '../engine/native.ts';
import { openPipe } from '../engine/pipe.ts';
import { insertFrom, selectInto, tagComment } from '../sql/text.ts';
import type { Statement } from '../sql/statement.ts';
import { beginAnswer, NO_SUMMARY, type Body, type Head, type Summary } from './answer.ts';
import { fromEngine, type ClickHouseException } from './exceptions.ts';
import { stoppable, type Running } from './queries.ts';

export type Context = {
  readonly engine: Engine;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly running: Running;
  readonly lane: number;
  readonly prelude: string;
  readonly head: Omit<Head, 'format'>;
  readonly compress: boolean;
};

/** Bytes that are held back so that a short answer, or an early error, is sent with its real status and summary. */
const HOLD_BYTES = 262_144;

export function summaryOf(result: NativeResult, wrote: boolean, resultBytes: number): Summary {
  return {
    readRows: result.rowsRead,
    readBytes: result.bytesRead,
    writtenRows: wrote ? result.rowsRead : 0,
    writtenBytes: wrote ? result.bytesRead : 0,
    resultBytes,
    elapsedNs: Math.round(result.elapsed * 1e9),
  };
}

/**
 * Rows: the engine formats them into a named pipe, so that any format comes whole and memory stays bounded
 * by the pipe. With `wait` they go into a file first and the status is the real one.
 */
export async function sendRows(
  context: Context,
  statement: Extract<Statement, { kind: 'rows' }>,
  sql: string,
  format: string,
  wait: boolean,
): Promise<void> {
  const { engine, running } = context;
  const path = wait ? join(engine.files.spool, `${running.tag}.out`) : engine.files.pipes[context.lane]!;
  const into = selectInto(sql, statement.formatAt, statement.end, path, running.tag);
  const run = (): Promise<NativeResult> =>
    stoppable(engine, running, () =>
      engine.run({ prelude: context.prelude, sql: into, format, hidden: path }),
    );
  if (!wait) return throughPipe(context, path, format, run);
  try {
    const result = await run();
    const body = begin(context, format, summaryOf(result, false, 0));
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18 }))
      await body.write(chunk as Buffer);
    await body.end();
  } finally {
    await rm(path, { force: true });
  }
}

async function throughPipe(
  context: Context,
  path: string,
  format: string,
  run: () => Promise<NativeResult>,
): Promise<void> {
  const pipe = openPipe(path);
  let result: NativeResult | undefined;
  let error: ClickHouseException | undefined;
  const finished = run()
    .then(
      (value) => void (result = value),
      (reason: unknown) => void (error = fromEngine(reason)),
    )
    .finally(() => pipe.writerIsGone());
  const held: Buffer[] = [];
  let heldBytes = 0;
  let body: Body | undefined;
  const release = async (): Promise<Body> => {
    const opened = begin(context, format, result ? summaryOf(result, false, heldBytes) : NO_SUMMARY);
    for (const chunk of held) await opened.write(chunk);
    held.length = 0;
    return opened;
  };
  // Read to the end also when the client is gone: a full pipe would keep the engine from seeing the KILL.
  for await (const chunk of pipe.stream) {
    if (context.response.destroyed) continue;
    if (body) {
      await body.write(chunk as Buffer);
      continue;
    }
    held.push(chunk as Buffer);
    heldBytes += (chunk as Buffer).length;
    if (heldBytes > HOLD_BYTES) body = await release();
  }
  await finished;
  if (error && !body) throw error;
  body ??= await release();
  await (error ? body.fail(error) : body.end());
}

/** Rows from a file of ours. `file` holds them as the client sent them, unpacked. */
export async function insertRows(
  context: Context,
  statement: Extract<Statement, { kind: 'insert-data' }>,
  headSql: string,
  file: string,
): Promise<Summary> {
  const { engine, running } = context;
  context.running.stop.signal.throwIfAborted();
  context.running.whenClientGoes = 'finish';
  const insert = { sql: headSql, infileAt: statement.infileAt };
  const sql = insertFrom(insert, file, statement.format, running.tag);
  const result = await stoppable(engine, running, () =>
    engine.run({ prelude: context.prelude, sql, format: 'Null', hidden: file, writes: true }),
  );
  return summaryOf(result, true, 0);
}

/** Everything else: definitions, SHOW, INSERT … SELECT, KILL. The answer is small and is sent when it is whole. */
export async function sendOther(
  context: Context,
  sql: string,
  format: string,
  wrote: boolean,
): Promise<Summary> {
  const { engine, running } = context;
  context.running.stop.signal.throwIfAborted();
  context.running.whenClientGoes = 'finish';
  const tagged = `${sql}\n${tagComment(running.tag)}`;
  const result = await stoppable(engine, running, () =>
    engine.run({ prelude: context.prelude, sql: tagged, format, writes: true }),
  );
  const summary = summaryOf(result, wrote, result.bytes.length);
  const body = begin(context, format, summary);
  if (result.bytes.length > 0) await body.write(result.bytes);
  await body.end();
  return summary;
}

export function begin(context: Context, format: string, summary: Summary): Body {
  const head: Head = { ...context.head, format };
  return beginAnswer(context.request, context.response, head, summary, context.compress);
}
