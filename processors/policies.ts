/**
 * The safety policy in force per workspace, as the log tells it: a table that every process keeps for itself from
 * `workspace.events`. A process may be a moment behind: a verdict under an earlier policy is refused by the account
 * decider, which learns of a policy in order, and judged again.
 */
import { DEFAULT_POLICY, readPolicy } from '../models/safety/policy.ts';
import type { WorkspacePolicy } from '../models/safety/policy.ts';
import type { AnyEvent } from '../topics/events.ts';
import { isEvent } from './runtime/types.ts';

/** A policy document that this version of the program cannot read: nothing passes under it. */
const UNREADABLE = { ...DEFAULT_POLICY, version: 'unreadable', acceptUnscoredBrand: false };

export class PolicyTable {
  readonly #policies = new Map<string, WorkspacePolicy>();

  /** Takes note of an event; all but those about policies are none of its business. */
  apply(event: AnyEvent): void {
    if (!isEvent(event, 'SafetyPolicyConfigured')) return;
    const { policy: json, policyNumber } = event.data;
    const key = keyOf(event.tenantId, event.workspaceId);
    if ((this.#policies.get(key)?.number ?? 0) >= policyNumber) return;
    const read = readPolicy(json, policyNumber);
    this.#policies.set(key, read.ok ? read.policy : { ...UNREADABLE, number: policyNumber });
  }

  /** Undefined: the workspace has configured none, and the installation's is in force. */
  inForce(tenantId: string, workspaceId: string): WorkspacePolicy | undefined {
    return this.#policies.get(keyOf(tenantId, workspaceId));
  }
}

function keyOf(tenantId: string, workspaceId: string): string {
  return JSON.stringify([tenantId, workspaceId]);
}
