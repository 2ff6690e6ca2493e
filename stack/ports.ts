import { createServer } from 'node:net';

/** Can `port` of 127.0.0.1 be bound right now? */
export async function isFree(port: number): Promise<boolean> {
  return (await bind(port)) !== undefined;
}

/** Binds and lets go at once; the port bound, or undefined when it is taken (EADDRINUSE) or not ours (EACCES). */
async function bind(port: number): Promise<number | undefined> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(undefined);
      else reject(error);
    });
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      const bound = typeof address === 'object' && address !== null ? address.port : port;
      server.close(() => resolve(bound));
    });
  });
}

/**
 * A port for a part: the preferred one if it is free and not in `taken`, else one that the kernel chooses.
 * Somebody else may still bind it before the part does; the supervisor then asks again.
 *
 * @param preferred the port people expect; 0 says that any will do
 * @param taken ports already promised to other parts of this installation
 */
export async function choosePort(preferred: number, taken: ReadonlySet<number>): Promise<number> {
  if (preferred !== 0 && !taken.has(preferred) && (await isFree(preferred))) return preferred;
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const port = await bind(0);
    if (port !== undefined && !taken.has(port)) return port;
  }
  throw new Error('No free TCP port on 127.0.0.1 after 50 tries; close some servers and start again');
}
