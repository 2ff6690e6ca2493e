/** How answers are written: headers of the server's interface, compression, errors before and after the first byte. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createGzip, constants, type Gzip } from 'node:zlib';
import { statusOf, type ClickHouseException } from './exceptions.ts';

/** Shown in `X-ClickHouse-Summary`: numbers as text, as the server writes them. */
export type Summary = {
  readRows: number;
  readBytes: number;
  writtenRows: number;
  writtenBytes: number;
  resultBytes: number;
  elapsedNs: number;
};

export const NO_SUMMARY: Summary = {
  readRows: 0,
  readBytes: 0,
  writtenRows: 0,
  writtenBytes: 0,
  resultBytes: 0,
  elapsedNs: 0,
};

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  JSON: 'application/json; charset=UTF-8',
  JSONStrings: 'application/json; charset=UTF-8',
  JSONCompact: 'application/json; charset=UTF-8',
  JSONCompactStrings: 'application/json; charset=UTF-8',
  JSONColumns: 'application/json; charset=UTF-8',
  JSONColumnsWithMetadata: 'application/json; charset=UTF-8',
  JSONObjectEachRow: 'application/json; charset=UTF-8',
  JSONEachRow: 'application/x-ndjson; charset=UTF-8',
  JSONStringsEachRow: 'application/x-ndjson; charset=UTF-8',
  JSONCompactEachRow: 'application/x-ndjson; charset=UTF-8',
  JSONEachRowWithProgress: 'application/x-ndjson; charset=UTF-8',
  CSV: 'text/csv; charset=UTF-8; header=absent',
  CSVWithNames: 'text/csv; charset=UTF-8; header=present',
  CSVWithNamesAndTypes: 'text/csv; charset=UTF-8; header=present',
  TabSeparated: 'text/tab-separated-values; charset=UTF-8',
  TSV: 'text/tab-separated-values; charset=UTF-8',
  TabSeparatedWithNames: 'text/tab-separated-values; charset=UTF-8',
  TSVWithNames: 'text/tab-separated-values; charset=UTF-8',
  TabSeparatedWithNamesAndTypes: 'text/tab-separated-values; charset=UTF-8',
  RowBinary: 'application/octet-stream',
  RowBinaryWithNamesAndTypes: 'application/octet-stream',
  Native: 'application/octet-stream',
  Parquet: 'application/octet-stream',
  ORC: 'application/octet-stream',
  Arrow: 'application/octet-stream',
  ArrowStream: 'application/octet-stream',
};

export type Head = { queryId: string; format: string; exceptionTag: string; zone: string };

function setHeaders(response: ServerResponse, head: Head, summary: Summary): void {
  response.setHeader('X-ClickHouse-Server-Display-Name', 'signalpost');
  response.setHeader('X-ClickHouse-Query-Id', head.queryId);
  response.setHeader('X-ClickHouse-Timezone', head.zone);
  response.setHeader('X-ClickHouse-Summary', summaryJson(summary));
}

/** Rows of the result are not counted: the engine does not tell. */
export function summaryJson(summary: Summary): string {
  return JSON.stringify({
    read_rows: String(summary.readRows),
    read_bytes: String(summary.readBytes),
    written_rows: String(summary.writtenRows),
    written_bytes: String(summary.writtenBytes),
    total_rows_to_read: '0',
    result_rows: '0',
    result_bytes: String(summary.resultBytes),
    elapsed_ns: String(summary.elapsedNs),
  });
}

/** Where the body goes: the response, or a gzip stream before it. */
export type Body = {
  write(chunk: Buffer): Promise<void>;
  end(): Promise<void>;
  fail(error: ClickHouseException): Promise<void>;
};

/** Sends status 200 and the headers. Both the request and the setting must ask for compression. */
export function beginAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  head: Head,
  summary: Summary,
  compressionOn: boolean,
): Body {
  setHeaders(response, head, summary);
  response.setHeader('Content-Type', CONTENT_TYPES[head.format] ?? 'text/plain; charset=UTF-8');
  response.setHeader('X-ClickHouse-Format', head.format);
  response.setHeader('X-ClickHouse-Exception-Tag', head.exceptionTag);
  const gzip = compressionOn && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  if (gzip) response.setHeader('Content-Encoding', 'gzip');
  response.writeHead(200);
  const packer = gzip ? createGzip({ level: constants.Z_BEST_SPEED }) : undefined;
  packer?.pipe(response);
  const target: Gzip | ServerResponse = packer ?? response;
  const write = (chunk: Buffer): Promise<void> => written(target, response, chunk);
  return {
    write,
    end: () => ended(target, response),
    fail: async (error) => {
      await write(exceptionBlock(head.exceptionTag, error.message));
      if (packer) await new Promise<void>((resolve) => packer.flush(resolve));
      // No last chunk: whoever does not know the block still sees that the answer broke off.
      response.socket?.destroySoon();
    },
  };
}

/** Resolves when there is room for more, or when the client has gone. */
function written(target: Gzip | ServerResponse, response: ServerResponse, chunk: Buffer): Promise<void> {
  if (response.destroyed || target.write(chunk)) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      target.off('drain', done);
      response.off('close', done);
      resolve();
    };
    target.on('drain', done);
    response.on('close', done);
  });
}

function ended(target: Gzip | ServerResponse, response: ServerResponse): Promise<void> {
  if (response.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    response.once('close', resolve);
    response.once('finish', resolve);
    target.end();
  });
}

/** An error after the first byte, as servers since 25.11 write it. The length counts the line break. */
export function exceptionBlock(tag: string, message: string): Buffer {
  const length = Buffer.byteLength(message) + 1;
  return Buffer.from(`\r\n__exception__\r\n${tag}\r\n${message}\n${length} ${tag}\r\n__exception__\r\n`);
}

/** An error before the first byte. 503 says when to try again (seconds). */
export function sendError(
  response: ServerResponse,
  error: ClickHouseException,
  head: { queryId: string; zone: string; version: string },
): void {
  if (response.headersSent || response.destroyed) return;
  const status = statusOf(error.code);
  setHeaders(response, { ...head, format: '', exceptionTag: '' }, NO_SUMMARY);
  response.setHeader('Content-Type', 'text/plain; charset=UTF-8');
  response.setHeader('X-ClickHouse-Exception-Code', String(error.code));
  if (status === 503) response.setHeader('Retry-After', '1');
  response.writeHead(status);
  response.end(`${error.message} (version ${head.version} (embedded))\n`);
}
