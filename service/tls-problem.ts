/** Why a TLS connection was refused, by the codes of Node's TLS errors. */

/** Their certificate does not lead to an authority that we trust, or not now (nodejs.org/api/tls.html, "X509 certificate error codes"). */
const UNTRUSTED: ReadonlySet<string> = new Set([
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'CERT_SIGNATURE_FAILURE',
  'CERT_CHAIN_TOO_LONG',
  'CERT_NOT_YET_VALID',
  'CERT_HAS_EXPIRED',
  'CERT_REVOKED',
  'CERT_REJECTED',
  'CERT_UNTRUSTED',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'PATH_LENGTH_EXCEEDED',
]);

/**
 * They want a certificate of ours and got none, or not one that they take (alerts of RFC 8446 §6.2). What stands
 * between `ERR_SSL_` and the alert's name differs between versions of OpenSSL.
 */
const OURS_REFUSED = [
  'ALERT_CERTIFICATE_REQUIRED',
  'ALERT_UNKNOWN_CA',
  'ALERT_BAD_CERTIFICATE',
  'ALERT_CERTIFICATE_EXPIRED',
  'ALERT_CERTIFICATE_UNKNOWN',
] as const;

export type TlsProblem = 'untrusted' | 'other-name' | 'ours-refused' | 'no-tls';

/** The reason in an error or its causes; null when it is about something else. `code` is Node's. */
export function tlsProblem(error: unknown): { readonly problem: TlsProblem; readonly code: string } | null {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (!('code' in at) || typeof at.code !== 'string') continue;
    const { code } = at;
    if (UNTRUSTED.has(code)) return { problem: 'untrusted', code };
    if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return { problem: 'other-name', code };
    if (code.startsWith('ERR_SSL_') && OURS_REFUSED.some((alert) => code.endsWith(alert))) {
      return { problem: 'ours-refused', code };
    }
    if (code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG') {
      return { problem: 'no-tls', code };
    }
  }
  return null;
}

/**
 * The same in words, with what to do.
 * @param settings the variables that decide, by problem.
 */
export function explainTls(
  found: NonNullable<ReturnType<typeof tlsProblem>>,
  who: string,
  settings: { readonly address: string; readonly ca: string; readonly ours?: string; readonly tls: string },
): string {
  const { problem, code } = found;
  if (problem === 'untrusted') {
    return `the certificate of ${who} is not trusted (${code}): name its authority in ${settings.ca}`;
  }
  if (problem === 'other-name') {
    return `the certificate of ${who} is for another host (${code}): use a name that it holds in ${settings.address}`;
  }
  if (problem === 'no-tls') return `${who} does not speak TLS there (${code}): see ${settings.tls}`;
  return `${who} does not take our certificate or the lack of one (${code})${settings.ours ? `: see ${settings.ours}` : ''}`;
}
