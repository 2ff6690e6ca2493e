/**
 * Messages that people are asked to label whatever the model says of them: the share of all whose id a checksum picks.
 * Neither people nor models choose them, so labels of theirs show what a model gets right, which corrections cannot;
 * nobody trains with them. ClickHouse computes the same (`projections/read/label-sample.ts`).
 */
import { crc32 } from 'node:zlib';

/** One message in so many. Whoever labels fewer takes the lowest checksums first: that is a sample, too. */
export const SAMPLED_ONE_IN = 20;
/** So that this share has nothing to do with any other that is picked by id. */
export const SAMPLE_SALT = 'label-sample:';

export function isInLabelSample(engagementId: string): boolean {
  return crc32(`${SAMPLE_SALT}${engagementId}`) % SAMPLED_ONE_IN === 0;
}
