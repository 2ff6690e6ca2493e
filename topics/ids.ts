/** Deterministic ids: the same cause gives the same id, so work repeated after a crash is recognised. */
import { v5 as uuidv5 } from 'uuid';

/** Namespace of all ids derived in Signalpost (a random UUID, fixed for ever). */
const NAMESPACE = '5f1b6a52-8a34-4c0f-9a6e-1f7f3c1e9d20';

/**
 * UUID version 5 (RFC 9562 §5.5) of the parts, in order. The name is their JSON array, so two different
 * lists never give the same name, whatever text from outside stands in them.
 */
export function deriveId(...parts: readonly (string | number)[]): string {
  return uuidv5(JSON.stringify(parts), NAMESPACE);
}

/** Id of the `index`-th output that `processor` derives from the event `causeId`. */
export function eventIdOf(processor: string, causeId: string, index: number): string {
  return deriveId(processor, causeId, index);
}

/** Id of an engagement: the same message of the same account has the same id however often it arrives. */
export function engagementIdOf(accountId: string, nativeId: string): string {
  return deriveId('engagement', accountId, nativeId);
}
