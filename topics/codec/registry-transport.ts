/** HTTP to the registry: which authorities are trusted, and why a connection could not be made. */
import http from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';

export interface RegistryTransport {
  readonly agent: http.Agent;
  /** Why the latest connection broke or could not be made; the client itself only says "status 400". */
  failure(): Error | null;
  /** @returns the status of the answer. @throws when there is none in time. */
  put(
    url: string,
    headers: Readonly<Record<string, string>>,
    body: string,
    timeoutMs: number,
  ): Promise<number>;
}

/**
 * @param url with its scheme.
 * @param ca authorities to trust over https, PEM; the system's when absent.
 */
export function registryTransport(url: string, ca?: string): RegistryTransport {
  let failure: Error | null = null;
  const watched = <T extends Duplex | null | undefined>(socket: T): T => {
    failure = null;
    socket?.once('error', (error: Error) => (failure = error));
    return socket;
  };
  const secure = url.startsWith('https:');
  const options = { keepAlive: true, timeout: 5_000 };
  const agent = secure
    ? new https.Agent({ ...options, ...(ca === undefined ? {} : { ca }) })
    : new http.Agent(options);
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (target, callback) => watched(connect(target, callback));

  return {
    agent,
    failure: () => failure,
    put: (address, headers, body, timeoutMs) =>
      new Promise((resolve, reject) => {
        const request = (secure ? https : http).request(address, {
          method: 'PUT',
          agent,
          headers: { ...headers, 'content-length': Buffer.byteLength(body) },
          signal: AbortSignal.timeout(timeoutMs),
        });
        request.once('error', reject);
        request.once('response', (answer) => {
          answer.resume();
          answer.once('error', reject);
          answer.once('end', () => resolve(answer.statusCode ?? 0));
        });
        request.end(body);
      }),
  };
}
