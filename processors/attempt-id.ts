import { deriveId } from '../topics/ids.ts';

/** One attempt per grant. */
export function attemptIdOf(grantId: string): string {
  return deriveId('attempt', grantId);
}
