/**
 * `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): the same key with the same parameters gives
 * the first response again, errors included; with other parameters it is refused. The command's id is derived
 * from the key, so even when this cache has vanished the decider recognises the command: Redis is a memory
 * for responses here, never the arbiter.
 */
import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import type { Logger } from '../../service/logger.ts';
import { deriveId } from '../../topics/ids.ts';
import { answerError } from '../errors.ts';
import { Problem } from '../problems.ts';
import type { Principal } from '../ports.ts';

const KEY = /^[\x21-\x7e]{8,200}$/;
const KEEP_SECONDS = 86_400;

export interface StoredResponse {
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

export interface Idempotency {
  readonly store: ResponseStore;
  readonly logger: Logger;
}

/** What one Idempotency-Key of one member stands for. */
export interface Intent {
  /** Names the key; the same for every request that carries it. */
  readonly keyId: string;
  /** What the request asked. */
  readonly fingerprint: string;
  /**
   * Id of the command: the same for every repetition of the same request. The fingerprint is in it, so that
   * another request under the key can never be taken for this one, even when the cache was lost.
   */
  readonly commandId: string;
}

export function intentOf(principal: Principal, idempotencyKey: string, fingerprint: string): Intent {
  const { tenantId, workspaceId, memberId } = principal;
  const keyId = deriveId('idempotency-key', tenantId, workspaceId, memberId, idempotencyKey);
  return { keyId, fingerprint, commandId: deriveId('command', keyId, fingerprint) };
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
 * Gives the stored response of this key, or runs `respond` and stores what it gave, thrown errors included.
 * 202 and 503 are not stored: they say "not known yet", and the same key shall then get the real answer. The
 * fingerprint is stored before anything is done, so that another request under the key is refused from the
 * first moment. A response that cannot be stored is given all the same: what it says has happened, and the
 * decider keeps the first answer too.
 * @throws Problem `idempotency_key_reused` when the key came before with another fingerprint.
 */
export async function withIdempotency(
  { store, logger }: Idempotency,
  intent: Intent,
  context: Context,
  respond: () => Promise<Response>,
): Promise<Response> {
  const printKey = `sp:idempotency:${intent.keyId}:asked`;
  const responseKey = `sp:idempotency:${intent.keyId}:answered`;
  await store.setOnce(printKey, intent.fingerprint, KEEP_SECONDS);
  const asked = await store.get(printKey);
  if (asked !== null && asked !== intent.fingerprint) {
    throw new Problem('idempotency_key_reused', 'Use a new Idempotency-Key for another request.');
  }
  const stored = await store.get(responseKey);
  if (stored !== null) return replay(JSON.parse(stored) as StoredResponse);
  const response = await answered(respond, context, logger);
  if (response.status === 202 || response.status === 503) return response;
  const value: StoredResponse = {
    status: response.status,
    contentType: response.headers.get('content-type') ?? 'application/json',
    body: await response.clone().text(),
  };
  try {
    await store.setOnce(responseKey, JSON.stringify(value), KEEP_SECONDS);
  } catch (error) {
    logger.warn({ err: error, status: response.status }, 'a first answer could not be kept');
  }
  return response;
}

async function answered(
  respond: () => Promise<Response>,
  context: Context,
  logger: Logger,
): Promise<Response> {
  try {
    return await respond();
  } catch (error) {
    return answerError(context, error, logger);
  }
}

function replay(stored: StoredResponse): Response {
  return new Response(stored.body, {
    status: stored.status,
    headers: { 'content-type': stored.contentType, 'idempotent-replayed': 'true' },
  });
}
