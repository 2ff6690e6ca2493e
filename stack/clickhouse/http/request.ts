/**
 * What ClickHouse's HTTP interface says in a request's URL and headers, as data.
 * Source: ClickHouse documentation, "HTTP Interface".
 */
import type { IncomingHttpHeaders } from 'node:http';

export type Settings = ReadonlyMap<string, string>;

export type QueryRequest = {
  /** SQL from the `query` parameter; the body follows it, after a line break. */
  readonly query: string;
  readonly queryId: string | undefined;
  readonly database: string | undefined;
  readonly defaultFormat: string | undefined;
  /** Answer only when the query is done, with its real status. */
  readonly waitEndOfQuery: boolean;
  readonly settings: Settings;
  /** Bound parameters, without the `param_` prefix; values in ClickHouse's escaped text form. */
  readonly params: Settings;
  readonly user: string;
  readonly password: string;
};

export type RequestProblem = {
  readonly code: 36 | 48 | 115;
  readonly message: string;
};

/** Parameters that are no settings of the engine, and what becomes of each. */
const NOT_SETTINGS = {
  query: 'read',
  query_id: 'read',
  database: 'read',
  default_format: 'read',
  wait_end_of_query: 'read',
  user: 'read',
  password: 'read',
  buffer_size: 'ignored',
  quota_key: 'ignored',
  stacktrace: 'ignored',
  client_protocol_version: 'ignored',
  // What they ask for is the only way here: every request has its own connection.
  close_session: 'ignored',
  session_id: 'refused',
  session_timeout: 'refused',
  session_check: 'refused',
  role: 'refused',
  compress: 'refused-if-on',
  decompress: 'refused-if-on',
} as const satisfies Record<string, 'read' | 'ignored' | 'refused' | 'refused-if-on'>;

const SETTING_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Reads URL and headers. The parameter wins over the header, as on a server. */
export function readRequest(url: URL, headers: IncomingHttpHeaders): QueryRequest | RequestProblem {
  const settings = new Map<string, string>();
  const params = new Map<string, string>();
  for (const [name, value] of url.searchParams) {
    const rule = Object.hasOwn(NOT_SETTINGS, name)
      ? NOT_SETTINGS[name as keyof typeof NOT_SETTINGS]
      : undefined;
    if (rule === 'refused' || (rule === 'refused-if-on' && isOn(value))) return notHere(name);
    if (rule !== undefined) continue;
    const isParam = name.startsWith('param_');
    const plain = isParam ? name.slice('param_'.length) : name;
    if (!SETTING_NAME.test(plain)) {
      return { code: 115, message: `URL parameter ${JSON.stringify(name)} is no name of a setting` };
    }
    (isParam ? params : settings).set(plain, value);
  }
  const one = (name: string): string | undefined => url.searchParams.get(name) ?? undefined;
  const header = (name: string): string | undefined => {
    const value = headers[name];
    return Array.isArray(value) ? value[0] : value;
  };
  const basic = basicCredentials(header('authorization'));
  return {
    query: one('query') ?? '',
    queryId: one('query_id') ?? header('x-clickhouse-query-id'),
    database: one('database') ?? header('x-clickhouse-database'),
    defaultFormat: one('default_format') ?? header('x-clickhouse-format'),
    waitEndOfQuery: isOn(one('wait_end_of_query') ?? '0'),
    settings,
    params,
    user: one('user') ?? header('x-clickhouse-user') ?? basic?.user ?? 'default',
    password: one('password') ?? header('x-clickhouse-key') ?? basic?.password ?? '',
  };
}

const isOn = (value: string): boolean => value === '1' || value.toLowerCase() === 'true';

const notHere = (name: string): RequestProblem => ({
  code: 48,
  message: `URL parameter ${name} is not supported by the embedded engine; leave it out, or use a ClickHouse server`,
});

/** User and password of an `Authorization: Basic` header (RFC 7617). */
function basicCredentials(header: string | undefined): { user: string; password: string } | undefined {
  const encoded = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon === -1 ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}
