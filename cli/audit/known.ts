/** What is looked up of the whole log when a hop asks why an input led to nothing. */
import type { Event } from '../../topics/events.ts';
import type { Evidence } from './entry.ts';

export interface Known {
  /** What a command was answered, by its id. */
  readonly answers: ReadonlyMap<string, Event<'CommandAnswered'>['data']>;
  /** `topic|stream|version` of what deciders wrote. */
  readonly versions: ReadonlySet<string>;
  /** Numbers of safety policies and when they came, epoch ms, by `tenant/workspace`. */
  readonly policies: ReadonlyMap<string, readonly { readonly number: number; readonly at: number }[]>;
  /** Topics that have lost their beginning. */
  readonly cut: Evidence['cut'];
}

export function knownOf({ entries, cut }: Evidence): Known {
  const answers = new Map<string, Event<'CommandAnswered'>['data']>();
  const versions = new Set<string>();
  const policies = new Map<string, { number: number; at: number }[]>();
  for (const { topic, event } of entries) {
    if (event.type === 'CommandAnswered') answers.set(event.data.commandId, event.data);
    else if (event.streamVersion !== null) versions.add(`${topic}|${event.streamId}|${event.streamVersion}`);
    if (event.type !== 'SafetyPolicyConfigured') continue;
    const scope = `${event.tenantId}/${event.workspaceId}`;
    const list = policies.get(scope) ?? [];
    list.push({ number: event.data.policyNumber, at: event.recordedAt });
    policies.set(scope, list);
  }
  return { answers, versions, policies, cut };
}
