/** What a process that judges texts keeps of `engagement.received`: the newest messages of every workspace. */
import type { WorkspaceStreams } from '../models/safety/workspace-streams.ts';
import type { AnyEvent } from '../topics/events.ts';
import { isEvent } from './runtime/types.ts';

/**
 * At most so many messages of each partition at each look, whatever comes in: at most 0.04 ms each (decoding and the
 * sketch), so 60 ms of every five seconds with 3 partitions and half a second with 24.
 */
export const NEWEST_RECEIVED = { newest: 500, everyMs: 5_000 } as const;

export function noteReceived(streams: WorkspaceStreams, event: AnyEvent): void {
  if (!isEvent(event, 'EngagementReceived')) return;
  const { accountId, nativeId, text } = event.data.engagement;
  streams.note(`${event.tenantId}/${event.workspaceId}`, accountId, nativeId, text);
}
