/** A certificate authority of its own for a test, made with OpenSSL; all files in one folder. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const EC_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
const run = promisify(execFile);

/** A certificate and its key, as files in PEM form. */
export interface Pair {
  readonly cert: string;
  readonly key: string;
}

export interface Authority {
  /** The authority's own certificate. */
  readonly ca: string;
  /** Signs a certificate, for example with `IP:127.0.0.1,DNS:localhost`. */
  issue(name: string, alternativeNames: string): Promise<Pair>;
}

export async function makeAuthority(dir: string, name: string): Promise<Authority> {
  const file = (suffix: string): string => path.join(dir, suffix);
  const ca = file(`${name}-ca.pem`);
  const caKey = file(`${name}-ca.key`);
  await run('openssl', [
    'req',
    '-x509',
    ...EC_KEY,
    '-keyout',
    caKey,
    '-out',
    ca,
    '-days',
    '2',
    '-subj',
    `/CN=${name}`,
    '-addext',
    'keyUsage=critical,keyCertSign',
  ]);
  return {
    ca,
    async issue(who, alternativeNames) {
      const [cert, key, request] = [file(`${who}.pem`), file(`${who}.key`), file(`${who}.csr`)];
      await run('openssl', [
        'req',
        '-new',
        ...EC_KEY,
        '-keyout',
        key,
        '-out',
        request,
        '-subj',
        `/CN=${who}`,
        '-addext',
        `subjectAltName=${alternativeNames}`,
      ]);
      await run('openssl', [
        'x509',
        '-req',
        '-in',
        request,
        '-CA',
        ca,
        '-CAkey',
        caKey,
        '-CAcreateserial',
        '-copy_extensions',
        'copy',
        '-days',
        '2',
        '-out',
        cert,
      ]);
      return { cert, key };
    },
  };
}
