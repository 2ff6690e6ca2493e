/**
 * Safety policies as they were: a replay of the safety check must judge each text under the policy that was in force
 * when it was judged. The verdict in the log says its number; what led to no verdict is taken by time.
 */
import { PolicyTable } from '../../processors/policies.ts';
import type { PolicySource } from '../../processors/safety.ts';
import { isEvent } from '../../processors/runtime/types.ts';
import type { AnyEvent } from '../../topics/events.ts';

interface Change {
  /** Epoch ms from which it was in force. */
  readonly from: number;
  readonly number: number;
  /** Knows this workspace's policy of this number, and nothing else. */
  readonly table: PolicyTable;
}

export class PolicyHistory {
  readonly #changes = new Map<string, Change[]>();
  #now = 0;
  #number: number | null = null;

  /** Takes events of `workspace.events`, in their order. */
  apply(event: AnyEvent): void {
    if (!isEvent(event, 'SafetyPolicyConfigured')) return;
    const table = new PolicyTable();
    table.apply(event);
    const key = keyOf(event.tenantId, event.workspaceId);
    const changes = this.#changes.get(key) ?? [];
    changes.push({ from: event.recordedAt, number: event.data.policyNumber, table });
    this.#changes.set(key, changes);
  }

  /**
   * @param now epoch ms of the decision that is played next.
   * @param number of the policy that the verdict in the log names, 0 the installation's own; null without a verdict.
   */
  moveTo(now: number, number: number | null): void {
    this.#now = now;
    this.#number = number;
  }

  readonly policyOf: PolicySource = (tenantId, workspaceId) => {
    const changes = this.#changes.get(keyOf(tenantId, workspaceId)) ?? [];
    const then =
      this.#number === null
        ? changes.findLast(({ from }) => from <= this.#now)
        : changes.findLast(({ number }) => number === this.#number);
    return then?.table.inForce(tenantId, workspaceId);
  };
}

/** Number of the policy that the outputs in the log were judged under; null when none is a verdict. */
export function policyNumberOf(outputs: readonly AnyEvent[]): number | null {
  for (const event of outputs) if (isEvent(event, 'SafetyChecked')) return event.data.verdict.policyNumber;
  return null;
}

function keyOf(tenantId: string, workspaceId: string): string {
  return JSON.stringify([tenantId, workspaceId]);
}
