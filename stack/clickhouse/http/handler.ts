/** One request for a statement, from its URL to its answer. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine } from '../engine/engine.ts';
import type { Lanes } from '../engine/lanes.ts';
import { LexError } from '../sql/lexer.ts';
import { readStatement, type Statement } from '../sql/statement.ts';
import { prelude } from '../sql/text.ts';
import { sendError } from './answer.ts';
import { authenticate, type Credentials } from './auth.ts';
import { readHead, spool, STATEMENT_BYTES, unpackedBody } from './body.ts';
import { exception, fromEngine, type ClickHouseException } from './exceptions.ts';
import { begin, insertRows, sendOther, sendRows, type Context } from './execute.ts';
import type { RunningQueries } from './queries.ts';
import { refusal } from './refusals.ts';
import { readRequest, type QueryRequest } from './request.ts';

export type Service = {
  readonly engine: Engine;
  readonly lanes: Lanes;
  readonly running: RunningQueries;
  readonly credentials: Credentials;
  readonly maxBodyBytes: number;
  /** A statement that still runs after this many seconds and a little more is stopped. */
  readonly maxQuerySeconds: number;
  readonly zone: string;
  /** Told once for each statement, when it has ended. No text of the client's is among it. */
  readonly onEnd: (ended: Ended, milliseconds: number) => void;
};

export type Ended = {
  kind: Statement['kind'] | 'none';
  queryId: string;
  status: number;
  code: number;
  bodyBytes: number;
  writtenRows: number;
};

/** Answers; never rejects. */
export async function handleQuery(
  service: Service,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const began = performance.now();
  const ended: Ended = { kind: 'none', queryId: '', status: 0, code: 0, bodyBytes: 0, writtenRows: 0 };
  const fail = (error: ClickHouseException): void => {
    ended.code = error.code;
    // A client that is still sending reads no answer: take the rest and drop it. The server's limit on a
    // request's time ends what never ends.
    request.unpipe();
    request.resume();
    sendError(response, error, {
      queryId: ended.queryId,
      zone: service.zone,
      version: service.engine.version,
    });
  };
  try {
    const asked = readRequest(url, request.headers);
    if ('code' in asked) throw exception(asked.code, CODE_NAMES[asked.code], asked.message);
    const denied = authenticate(asked, service.credentials);
    if (denied) throw denied;
    ended.queryId = asked.queryId ?? randomUUID();
    await withPlace(service, asked, request, response, ended);
  } catch (error) {
    fail(
      error instanceof LexError
        ? exception(62, 'SYNTAX_ERROR', `${error.message} (at byte ${error.at})`)
        : fromEngine(error),
    );
  }
  ended.status = response.headersSent ? response.statusCode : 499;
  service.onEnd(ended, performance.now() - began);
}

const CODE_NAMES = { 36: 'BAD_ARGUMENTS', 48: 'NOT_IMPLEMENTED', 115: 'UNKNOWN_SETTING' } as const;

const QUEUE_WORDS = {
  'queue-full': 'Too many simultaneous queries: the queue is full',
  'waited-too-long': 'Too many simultaneous queries: no place became free in time',
  closed: 'The server is shutting down',
} as const;

/** Takes a place, and sees to it that a client that goes away gives it back. */
async function withPlace(
  service: Service,
  asked: QueryRequest,
  request: IncomingMessage,
  response: ServerResponse,
  ended: Ended,
): Promise<void> {
  const tag = `signalpost-${randomUUID()}`;
  const running = service.running.begin(tag, ended.queryId);
  if (!running) {
    throw exception(
      216,
      'QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING',
      `Query with id = ${ended.queryId} is already running`,
    );
  }
  const onClose = (): void => {
    if (!response.writableFinished && running.whenClientGoes === 'stop') running.stop.abort();
  };
  response.on('close', onClose);
  // The engine keeps max_execution_time itself; this is for what it does not look at, such as a slow reader.
  const deadline = setTimeout(() => running.stop.abort(), (service.maxQuerySeconds + 5) * 1_000);
  try {
    const lane = await service.lanes.acquire(running.stop.signal);
    if (typeof lane === 'string') throw exception(202, 'TOO_MANY_SIMULTANEOUS_QUERIES', QUEUE_WORDS[lane]);
    try {
      const context: Context = {
        engine: service.engine,
        request,
        response,
        running,
        lane: lane.index,
        prelude: prelude({ ...asked, readOnly: request.method !== 'POST' }),
        head: {
          queryId: ended.queryId,
          exceptionTag: randomBytes(12).toString('base64url'),
          zone: service.zone,
        },
        compress: ['1', 'true'].includes(asked.settings.get('enable_http_compression') ?? '0'),
      };
      await runBody(service, asked, context, ended);
    } finally {
      lane.release();
    }
  } finally {
    clearTimeout(deadline);
    response.off('close', onClose);
    service.running.end(running);
  }
}

/** Reads the statement from URL and body, and runs it. */
async function runBody(service: Service, asked: QueryRequest, context: Context, ended: Ended): Promise<void> {
  const body = unpackedBody(context.request, service.maxBodyBytes);
  // A statement in the URL ends there; what an INSERT in it needs from the body is rows.
  const inUrl = Buffer.from(asked.query === '' ? '' : `${asked.query}\n`, 'utf8');
  const fromUrl = asked.query === '' ? undefined : readStatement(inUrl.toString('latin1'));
  if (fromUrl?.kind === 'insert-data') {
    return insertBody(context, fromUrl, inUrl, inUrl.subarray(fromUrl.dataAt), body, ended);
  }
  const { head, ended: whole } = await readHead(body, STATEMENT_BYTES);
  const bytes = Buffer.concat([inUrl, head]);
  const statement = readStatement(bytes.subarray(0, STATEMENT_BYTES).toString('latin1'));
  ended.kind = statement.kind;
  ended.bodyBytes = head.length;
  if (statement.kind === 'insert-data') {
    return insertBody(context, statement, bytes, bytes.subarray(statement.dataAt), body, ended);
  }
  if (!whole || bytes.length > STATEMENT_BYTES) {
    throw exception(
      62,
      'SYNTAX_ERROR',
      `Max query size exceeded: a statement may have ${STATEMENT_BYTES} bytes`,
    );
  }
  await runStatement(service, asked, context, statement, bytes, ended);
}

async function insertBody(
  context: Context,
  statement: Extract<Statement, { kind: 'insert-data' }>,
  bytes: Buffer,
  first: Buffer,
  rest: AsyncIterator<Buffer>,
  ended: Ended,
): Promise<void> {
  ended.kind = 'insert-data';
  const file = join(context.engine.files.spool, `${context.running.tag}.in`);
  try {
    ended.bodyBytes = await spool(first, rest, file);
    const head = text(bytes.subarray(0, statement.headEnd));
    // Offsets count bytes; the text counts UTF-16 units.
    const infileAt = text(bytes.subarray(0, statement.infileAt)).length;
    const summary = await insertRows(context, { ...statement, infileAt }, head, file);
    ended.writtenRows = summary.writtenRows;
    await begin(context, statement.format, summary).end();
  } finally {
    await rm(file, { force: true });
  }
}

async function runStatement(
  service: Service,
  asked: QueryRequest,
  context: Context,
  statement: Exclude<Statement, { kind: 'insert-data' }>,
  bytes: Buffer,
  ended: Ended,
): Promise<void> {
  switch (statement.kind) {
    case 'empty':
      throw exception(62, 'SYNTAX_ERROR', 'Empty query');
    case 'refused':
      throw refusal(statement.reason, statement.at);
    case 'kill':
      service.running.byId(statement.queryId)?.stop.abort();
      return begin(context, 'Null', { ...NOTHING }).end();
    case 'rows': {
      const format = statement.format ?? asked.defaultFormat ?? 'TabSeparated';
      const end = text(bytes.subarray(0, statement.end)).length;
      const formatAt = text(bytes.subarray(0, statement.formatAt)).length;
      return sendRows(context, { ...statement, end, formatAt }, text(bytes), format, asked.waitEndOfQuery);
    }
    case 'other': {
      const sql = text(bytes.subarray(0, statement.end));
      const wrote = /^\s*insert\b/i.test(sql);
      const summary = await sendOther(
        context,
        sql,
        statement.format ?? asked.defaultFormat ?? 'TabSeparated',
        wrote,
      );
      ended.writtenRows = summary.writtenRows;
    }
  }
}

const NOTHING = { readRows: 0, readBytes: 0, writtenRows: 0, writtenBytes: 0, resultBytes: 0, elapsedNs: 0 };

/** Statements are UTF-8; the binding takes nothing else. */
function text(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw exception(36, 'BAD_ARGUMENTS', `A statement must be UTF-8 (${(error as Error).message})`);
  }
}
