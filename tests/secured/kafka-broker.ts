/** A broker with the settings of ours and two secured listeners more: SASL over TLS, and TLS on both sides. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { ARTIFACTS } from '../../stack/downloads/artifacts.ts';
import { fetchArtifact } from '../../stack/downloads/fetch.ts';
import { cacheDir } from '../../stack/home.ts';
import { liveBrokers } from '../../stack/parts/kafka-metadata.ts';
import { serverProperties } from '../../stack/parts/kafka.ts';
import type { Authority } from './authority.ts';
import { freePorts, startServer, type Server } from './child.ts';

export interface SecuredBroker extends Server {
  /** SASL_SSL with PLAIN and SCRAM-SHA-512. */
  readonly sasl: string;
  /** SSL; the client must show a certificate of the same authority. */
  readonly mutual: string;
}

const SASL = 'org.apache.kafka.common.security';

/** @param user lower-case letters, with a password of letters and digits. */
export async function startSecuredBroker(
  dir: string,
  authority: Authority,
  user: { readonly name: string; readonly password: string },
): Promise<SecuredBroker> {
  const cache = cacheDir();
  await fetchArtifact(ARTIFACTS.kafka, cache, () => undefined, AbortSignal.timeout(300_000));
  const classPath = path.join(cache, ARTIFACTS.kafka.folder, '*');
  const [broker = 0, controller = 0, sasl = 0, mutual = 0] = await freePorts(4);
  const { cert, key } = await authority.issue('broker', 'IP:127.0.0.1,DNS:localhost');
  const keyStore = path.join(dir, 'broker-store.pem');
  writeFileSync(keyStore, readFileSync(key, 'utf8') + readFileSync(cert, 'utf8'));
  const dataDir = path.join(dir, 'kafka');
  mkdirSync(dataDir);

  const listeners = `PLAINTEXT://127.0.0.1:${broker},SECURED://127.0.0.1:${sasl},MUTUAL://127.0.0.1:${mutual}`;
  const settings = {
    listeners: `${listeners},CONTROLLER://127.0.0.1:${controller}`,
    'advertised.listeners': listeners,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURED:SASL_SSL,MUTUAL:SSL',
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.location': keyStore,
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': authority.ca,
    'listener.name.mutual.ssl.client.auth': 'required',
    'listener.name.secured.sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-512',
    'listener.name.secured.plain.sasl.jaas.config': `${SASL}.plain.PlainLoginModule required user_${user.name}="${user.password}";`,
    'listener.name.secured.scram-sha-512.sasl.jaas.config': `${SASL}.scram.ScramLoginModule required;`,
  };
  const properties = path.join(dir, 'server.properties');
  // Of two lines with one key the later counts.
  const more = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(properties, serverProperties(dataDir, { broker, controller }) + more.join(''));

  const java = ['-Xms64m', '-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', classPath];
  const scram = `SCRAM-SHA-512=[name=${user.name},password=${user.password}]`;
  const id = `A${randomBytes(16).toString('base64url').slice(1)}`;
  const format = ['kafka.tools.StorageTool', 'format', '-t', id, '-c', properties, '--add-scram', scram];
  await promisify(execFile)('java', [...java, ...format]);
  const server = await startServer('java', [...java, 'kafka.Kafka', properties], async () => {
    return (await liveBrokers('127.0.0.1', broker)) > 0;
  });
  const at = (port: number): string => `127.0.0.1:${port}`;
  return { ...server, sasl: at(sasl), mutual: at(mutual) };
}
