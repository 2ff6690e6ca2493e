/** The engine's exceptions, and the HTTP status that a ClickHouse server answers for each. */

/** Where no code can be read from the engine's words. */
export const UNKNOWN_EXCEPTION = 1002;

/** An error in the engine's own form. `code` is ClickHouse's, see `SELECT errorCodeToName(code)`. */
export class ClickHouseException extends Error {
  readonly code: number;
  constructor(code: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ClickHouseException';
    this.code = code;
  }
}

/** One made by this process, worded as the server words its own. */
export function exception(code: number, name: string, message: string): ClickHouseException {
  return new ClickHouseException(code, `Code: ${code}. DB::Exception: ${message}. (${name})`);
}

/**
 * Reads an error that the engine's binding threw.
 *
 * @param hidden a path of ours that the client neither knows nor should see
 */
export function fromEngine(error: unknown, hidden?: string): ClickHouseException {
  if (error instanceof ClickHouseException) return error;
  const words = error instanceof Error ? error.message : String(error);
  const message = hidden === undefined ? words : words.replaceAll(hidden, 'request body');
  const code = /^Code: (\d+)\./.exec(message)?.[1];
  return new ClickHouseException(code === undefined ? UNKNOWN_EXCEPTION : Number(code), message, {
    cause: error,
  });
}

/** ClickHouse's own mapping (`src/Server/HTTP/exceptionCodeToHTTPStatus.cpp`); everything else is 500. */
const STATUS: ReadonlyMap<number, number> = new Map(
  Object.entries({
    // REQUIRED_PASSWORD
    401: [194],
    // UNKNOWN_USER, WRONG_PASSWORD, ACCESS_DENIED, SET_NON_GRANTED_ROLE, AUTHENTICATION_FAILED
    403: [192, 193, 497, 512, 516],
    // CANNOT_PARSE_*, BAD_ARGUMENTS, columns, syntax tree, SYNTAX_ERROR, INCORRECT_DATA, types and ranges
    400: [
      6, 8, 15, 25, 26, 27, 36, 37, 38, 41, 44, 53, 62, 72, 117, 123, 167, 168, 223, 321, 376, 427, 441, 675,
      676,
    ],
    // UNKNOWN_* table, function, identifier, type, storage, aggregate, format, database, setting, query type, role …
    404: [46, 47, 50, 56, 60, 63, 73, 78, 81, 115, 152, 336, 511],
    // QUERY_IS_TOO_LARGE, NOT_IMPLEMENTED, TIMEOUT_EXCEEDED, HTTP_LENGTH_REQUIRED, UNSUPPORTED_MEDIA_TYPE
    413: [229],
    501: [48],
    408: [159],
    411: [381],
    415: [779],
    // CANNOT_OPEN_FILE, SOCKET_TIMEOUT, CANNOT_SCHEDULE_TASK; and TOO_MANY_SIMULTANEOUS_QUERIES, which a
    // server answers with 500: here it means our own queue, and 503 with Retry-After is the honest word.
    503: [76, 202, 209, 439],
  }).flatMap(([status, codes]) => codes.map((code) => [code, Number(status)] as const)),
);

/** HTTP status for an exception's code. */
export function statusOf(code: number): number {
  return STATUS.get(code) ?? 500;
}
