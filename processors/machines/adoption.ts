/**
 * Weights of a workspace's own, head by head. Who asks has compared them with those in use; the decider sees to it
 * that an adoption that the comparison does not carry says why it is wanted.
 */
import { isAdoptable } from '../../models/light/adoptable.ts';
import type { EventData } from '../../topics/events.ts';

/** SHA-256 of weights, hex, by head. */
export type Adopted = Readonly<Record<string, string>>;

/** Longest reason, UTF-16 units. */
const MAX_REASON = 500;
/** Longest name of weights; a name and twelve digits. */
const MAX_VERSION = 200;

export const ADOPTION_REJECTIONS = {
  head_unknown: 'There is no such head that weights of a workspace could read.',
  weights_invalid: 'Weights are named by their SHA-256 and their version, both or neither.',
  reason_missing: `Without a comparison that speaks for them, weights need a reason of 1 to ${MAX_REASON} characters.`,
} as const;

/** Why the command changes nothing; null when it does. */
export function adoptionProblem(
  data: EventData['AdoptModel'],
  adopted: Adopted,
): keyof typeof ADOPTION_REJECTIONS | 'adopted_already' | null {
  const { head, sha256, modelVersion, reason } = data;
  if (!isAdoptable(head)) return 'head_unknown';
  if ((sha256 === null) !== (modelVersion === null)) return 'weights_invalid';
  if (sha256 !== null && !/^[0-9a-f]{64}$/.test(sha256)) return 'weights_invalid';
  if (modelVersion !== null && (modelVersion === '' || modelVersion.length > MAX_VERSION))
    return 'weights_invalid';
  if (reason === null ? !isCarried(data) : reason.trim() === '' || reason.length > MAX_REASON)
    return 'reason_missing';
  return (adopted[head] ?? null) === sha256 ? 'adopted_already' : null;
}

/** A verdict that is not worse, and rests on examples that were not selected by the model's mistakes too. */
function isCarried({ verdict, scores }: EventData['AdoptModel']): boolean {
  return (
    (verdict === 'better' || verdict === 'not_clear') &&
    scores.some(({ examples }) => examples === 'unselected')
  );
}

export function withAdopted(adopted: Adopted, { head, sha256 }: EventData['ModelAdopted']): Adopted {
  const { [head]: _before, ...others } = adopted;
  return sha256 === null ? others : { ...others, [head]: sha256 };
}
