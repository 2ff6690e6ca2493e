/** Redis with TLS alone and one user with a password; without it nobody may do anything. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { once } from 'node:events';
import path from 'node:path';
import type { Authority } from './authority.ts';
import { freePorts, startServer, type Server } from './child.ts';

export interface SecuredRedis extends Server {
  readonly port: number;
}

export async function startSecuredRedis(
  dir: string,
  authority: Authority,
  user: { readonly name: string; readonly password: string },
): Promise<SecuredRedis> {
  const [port = 0] = await freePorts(1);
  const { cert, key } = await authority.issue('redis', 'IP:127.0.0.1,DNS:localhost');
  const data = path.join(dir, 'redis');
  mkdirSync(data);
  const file = path.join(dir, 'redis.conf');
  writeFileSync(
    file,
    [
      'bind 127.0.0.1 127.0.0.2',
      'port 0',
      `tls-port ${port}`,
      `tls-cert-file ${cert}`,
      `tls-key-file ${key}`,
      `tls-ca-cert-file ${authority.ca}`,
      'tls-auth-clients no',
      'user default off',
      `user ${user.name} on #${createHash('sha256').update(user.password).digest('hex')} ~* &* +@all`,
      `dir ${data}`,
      'save ""',
      '',
    ].join('\n'),
  );
  const server = await startServer('redis-server', [file], async () => {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.destroy();
    return true;
  });
  return { ...server, port };
}
