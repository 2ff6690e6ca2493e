/**
 * Certificates of an installation that has an authority of its own, read and checked at start.
 *
 * `SIGNALPOST_CA_FILE` is given to the clients of our own services only: broker, registry, ClickHouse, Redis.
 * The networks on the internet are judged by the system's authorities alone, so that a private authority
 * cannot vouch for them; Node's `NODE_EXTRA_CA_CERTS` would make it do so, for every connection of the process.
 */
import { readFileSync } from 'node:fs';
import { createSecureContext, getCACertificates } from 'node:tls';

export interface Certificates {
  /** Authorities to trust, PEM, the system's and ours; absent where the system's are enough. */
  readonly ca?: string;
  readonly kafka: KafkaCertificates;
}

export interface KafkaCertificates {
  readonly ca?: string;
  /** Our own certificate and its key, PEM, where the broker asks for one. */
  readonly cert?: string;
  readonly key?: string;
}

type Names = 'SIGNALPOST_CA_FILE' | 'KAFKA_SSL_CA_FILE' | 'KAFKA_SSL_CERT_FILE' | 'KAFKA_SSL_KEY_FILE';

/**
 * @param env names of PEM files. `KAFKA_SSL_CA_FILE` names the only authority that brokers may have.
 * @param report gets one line for every file that cannot be used: the variable and why, nothing of its content.
 */
export function readCertificates(
  env: Readonly<Partial<Record<Names, string | undefined>>>,
  report: (problem: string) => void,
): Certificates {
  const read = (name: Names): string | undefined => {
    const file = env[name];
    if (file === undefined) return undefined;
    try {
      return readFileSync(file, 'utf8');
    } catch (error) {
      report(`${name} cannot be read (${(error as NodeJS.ErrnoException).code}): ${file}`);
      return undefined;
    }
  };
  const authority = (name: Names): string | undefined => {
    const pem = read(name);
    if (pem === undefined || isAuthority(pem)) return pem;
    report(`${name} holds no certificate in PEM form`);
    return undefined;
  };
  const own = authority('SIGNALPOST_CA_FILE');
  const ca = own === undefined ? undefined : [...getCACertificates('default'), own].join('\n');
  const kafkaCa = authority('KAFKA_SSL_CA_FILE') ?? ca;
  const cert = read('KAFKA_SSL_CERT_FILE');
  const key = read('KAFKA_SSL_KEY_FILE');
  if (cert !== undefined && key !== undefined && !isPair(cert, key)) {
    report(
      'KAFKA_SSL_CERT_FILE and KAFKA_SSL_KEY_FILE must be a certificate and its unencrypted key, in PEM form',
    );
  }
  return {
    ...(ca === undefined ? {} : { ca }),
    kafka: {
      ...(kafkaCa === undefined ? {} : { ca: kafkaCa }),
      ...(cert === undefined || key === undefined ? {} : { cert, key }),
    },
  };
}

function isAuthority(pem: string): boolean {
  return pem.includes('-----BEGIN CERTIFICATE-----') && accepted({ ca: pem });
}

function isPair(cert: string, key: string): boolean {
  return accepted({ cert, key });
}

/** OpenSSL's own judgement; its message may quote the file, so only the verdict is used. */
function accepted(options: { readonly ca?: string; readonly cert?: string; readonly key?: string }): boolean {
  try {
    createSecureContext(options);
    return true;
  } catch {
    return false;
  }
}
