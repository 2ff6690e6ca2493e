/**
 * `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): the same key with the same parameters gives
 * the first response again, errors included; with other parameters it is refused. The command's id is derived
 * from the key, so even when this cache has vanished the decider recognises the command: Redis is a memory
 * for responses here, never the arbiter.
 */
import { createHash } from 'node:crypto';
import { deriveId } from '../../topics/ids.ts';
import { Problem } from '../problems.ts';
import type { Principal } from '../ports.ts';

const KEY = /^[\x21-\x7e]{8,200}$/;
const KEEP_SECONDS = 86_400;

export interface StoredResponse {
  readonly fingerprint: string;
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** The two Redis operations that this needs. */
export interface ResponseStore {
  get(key: string): Promise<string | null>;
  /** Keeps the first value; a later one is ignored. */
  setOnce(key: string, value: string, ttlSeconds: number): Promise<void>;
}

/** Id of the command that this key stands for: the same for every repetition by the same member. */
export function commandIdOf(principal: Principal, idempotencyKey: string): string {
  return deriveId('command', principal.tenantId, principal.workspaceId, principal.memberId, idempotencyKey);
}

/** @throws Problem when the header is absent or not 8 to 200 visible ASCII characters. */
export function idempotencyKeyOf(headers: Headers): string {
  const key = headers.get('idempotency-key') ?? '';
  if (!KEY.test(key)) {
    throw new Problem(
      'missing_idempotency_key',
      'Send a new random value of 8 to 200 characters for each action, and the same one when you repeat it.',
    );
  }
  return key;
}

/** SHA-256 of what the request asked: method, path and body. */
export function fingerprintOf(method: string, path: string, body: Buffer): string {
  return createHash('sha256').update(`${method}\n${path}\n`).update(body).digest('hex');
}

/**
 * Gives the stored response of this key, or runs `respond` and stores what it gave. 202 and 503 are not
 * stored: they say "not known yet", and the same key shall then get the real answer.
 * @throws Problem `idempotency_key_reused` when the key came before with another fingerprint.
 */
export async function withIdempotency(
  store: ResponseStore,
  commandId: string,
  fingerprint: string,
  respond: () => Promise<Response>,
): Promise<Response> {
  const key = `sp:idempotency:${commandId}`;
  const stored = await store.get(key);
  if (stored !== null) return replay(JSON.parse(stored) as StoredResponse, fingerprint);
  const response = await respond();
  if (response.status === 202 || response.status === 503) return response;
  const body = await response.clone().text();
  const value: StoredResponse = {
    fingerprint,
    status: response.status,
    contentType: response.headers.get('content-type') ?? 'application/json',
    body,
  };
  await store.setOnce(key, JSON.stringify(value), KEEP_SECONDS);
  return response;
}

function replay(stored: StoredResponse, fingerprint: string): Response {
  if (stored.fingerprint !== fingerprint) {
    throw new Problem('idempotency_key_reused', 'Use a new Idempotency-Key for another request.');
  }
  return new Response(stored.body, {
    status: stored.status,
    headers: { 'content-type': stored.contentType, 'idempotent-replayed': 'true' },
  });
}
