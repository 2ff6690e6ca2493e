import { connect } from 'node:net';

const LIMIT_MS = 2_000;

/**
 * Asks PING (RESP, inline form). True on +PONG; false while the server loads its file (-LOADING); rejects
 * when nobody answers within 2 s.
 */
export async function ping(host: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port }, () => socket.write('PING\r\n'));
    socket.setTimeout(LIMIT_MS, () =>
      socket.destroy(new Error(`no answer from ${host}:${port} in ${LIMIT_MS} ms`)),
    );
    socket.once('data', (chunk) => {
      resolve(chunk.toString('utf8').startsWith('+PONG'));
      socket.destroy();
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error(`${host}:${port} closed the connection`)));
  });
}
