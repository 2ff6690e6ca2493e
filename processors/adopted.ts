/**
 * Which weights read which head in which workspace, as the log tells it: a table that every process keeps for itself
 * from `workspace.events`, and the readers over it. A process may be a moment behind; every answer names the weights
 * that gave it.
 */
import { baselineModels, readersOver } from '../models/baseline.ts';
import type { Readers } from '../models/baseline.ts';
import { headProblem, isAdoptable } from '../models/light/adoptable.ts';
import { defaultReader } from '../models/light/default.ts';
import { mixedHeads } from '../models/light/mixed.ts';
import type { WeightsFolder } from '../models/light/weights-folder.ts';
import type { AnyEvent } from '../topics/events.ts';
import { withAdopted } from './machines/adoption.ts';
import type { Adopted } from './machines/adoption.ts';
import { isEvent } from './runtime/types.ts';

export class AdoptedTable {
  readonly #adopted = new Map<string, { readonly version: number; readonly heads: Adopted }>();

  /** Takes note of an event; all but those about weights are none of its business. */
  apply(event: AnyEvent): void {
    if (!isEvent(event, 'ModelAdopted')) return;
    const key = keyOf(event.tenantId, event.workspaceId);
    const before = this.#adopted.get(key) ?? { version: 0, heads: {} };
    const version = event.streamVersion ?? 0;
    if (version <= before.version) return;
    this.#adopted.set(key, { version, heads: withAdopted(before.heads, event.data) });
  }

  /** SHA-256 of weights by head; undefined: the workspace has never adopted any. */
  inForce(tenantId: string, workspaceId: string): Adopted | undefined {
    return this.#adopted.get(keyOf(tenantId, workspaceId))?.heads;
  }
}

/** What reads the texts of a workspace. */
export type ReadersOf = (tenantId: string, workspaceId: string) => Readers;

/**
 * @param onMissed called for every head of a text that adopted weights should have read and could not: the program's
 *   own have answered
 */
export function adoptedReaders(
  table: Pick<AdoptedTable, 'inForce'>,
  weights: Pick<WeightsFolder, 'get'>,
  onMissed: (head: string) => void,
): ReadersOf {
  const readers = new Map<string, Readers>();
  return (tenantId, workspaceId) => {
    if (table.inForce(tenantId, workspaceId) === undefined) return baselineModels;
    const key = keyOf(tenantId, workspaceId);
    const known = readers.get(key);
    if (known !== undefined) return known;
    const mixed = mixedHeads(defaultReader(), (head) => {
      const sha256 = table.inForce(tenantId, workspaceId)?.[head];
      if (sha256 === undefined || !isAdoptable(head)) return null;
      const own = weights.get(sha256);
      if (own !== null && headProblem(own, head) === null) return own;
      onMissed(head);
      return null;
    });
    const made = readersOver(mixed);
    readers.set(key, made);
    return made;
  };
}

function keyOf(tenantId: string, workspaceId: string): string {
  return JSON.stringify([tenantId, workspaceId]);
}
