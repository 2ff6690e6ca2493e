/**
 * Loaded into our own processes by NODE_OPTIONS, in crash tests only. Leads connections through proxies: the file
 * SIGNALPOST_TEST_WIRES maps a port to the port of a proxy, per process; a port that it does not name is left as
 * it is. On SIGUSR2 the event loop is blocked for as long as the file says: alive, with open connections, and deaf.
 */
import { readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import path from 'node:path';

/** Process name (folder of its main.ts) to port to proxy's port. */
export interface WiresFile {
  readonly ports: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly blockMs: number;
}

const file = process.env['SIGNALPOST_TEST_WIRES'];
const own = path.basename(path.dirname(process.argv[1] ?? ''));

function wires(): WiresFile {
  try {
    return JSON.parse(readFileSync(file ?? '', 'utf8')) as WiresFile;
  } catch {
    return { ports: {}, blockMs: 0 }; // not laid yet
  }
}

type ConnectOptions = { port?: number | string };
const redirect = (port: number | string | undefined): number | string | undefined =>
  port === undefined ? port : (wires().ports[own]?.[String(port)] ?? port);

if (file !== undefined) {
  const prototype = Socket.prototype as unknown as Record<'connect', (...args: unknown[]) => Socket>;
  const connect = prototype.connect;
  prototype.connect = function (this: Socket, ...args: unknown[]): Socket {
    const [first] = args;
    // `net.connect` hands over its normalised arguments as one marked array.
    if (Array.isArray(first)) {
      const options = first[0] as ConnectOptions;
      first[0] = { ...options, port: redirect(options.port) };
    } else if (typeof first === 'number') {
      args[0] = redirect(first);
    } else if (typeof first === 'object' && first !== null) {
      args[0] = { ...first, port: redirect((first as ConnectOptions).port) };
    }
    return connect.apply(this, args);
  };

  process.on('SIGUSR2', () => {
    const until = performance.now() + wires().blockMs;
    while (performance.now() < until);
  });
}
