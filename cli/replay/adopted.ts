/** Weights that workspaces had adopted, as they were: each text is read again by those that were in force then. */
import { withAdopted, type Adopted } from '../../processors/machines/adoption.ts';
import { isEvent } from '../../processors/runtime/types.ts';
import type { AnyEvent } from '../../topics/events.ts';

interface Change {
  /** Epoch ms from which it was in force; a process that read it a moment later went by the one before. */
  readonly from: number;
  readonly heads: Adopted;
}

export class AdoptedHistory {
  readonly #changes = new Map<string, Change[]>();
  #now = 0;

  /** Takes events of `workspace.events`, in their order. */
  apply(event: AnyEvent): void {
    if (!isEvent(event, 'ModelAdopted')) return;
    const key = keyOf(event.tenantId, event.workspaceId);
    const changes = this.#changes.get(key) ?? [];
    changes.push({ from: event.recordedAt, heads: withAdopted(changes.at(-1)?.heads ?? {}, event.data) });
    this.#changes.set(key, changes);
  }

  /** @param now epoch ms of the decision that is played next */
  moveTo(now: number): void {
    this.#now = now;
  }

  /** As `AdoptedTable` has it: undefined before the first. */
  inForce(tenantId: string, workspaceId: string): Adopted | undefined {
    return this.#changes.get(keyOf(tenantId, workspaceId))?.findLast(({ from }) => from <= this.#now)?.heads;
  }
}

function keyOf(tenantId: string, workspaceId: string): string {
  return JSON.stringify([tenantId, workspaceId]);
}
