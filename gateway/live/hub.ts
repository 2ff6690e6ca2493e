/**
 * One reader of the live stream per gateway, many clients. A client names the last id that it saw and gets
 * everything after it, in order, without holes: what is missing in memory is read from the stream, and a
 * position older than the stream is answered with `gap`. A client that reads too slowly is closed and comes
 * back with its last id, so that it can never make the others wait or fill the memory.
 */
import type { LiveEntry, LiveSource } from '../../projections/read/live.ts';
import type { Logger } from '../../service/logger.ts';
import { pause } from '../../service/pause.ts';

/** A connection as the hub sees it. */
export interface LiveClient {
  send(text: string): void;
  /** Bytes not yet taken by the network. */
  readonly bufferedBytes: () => number;
  close(code: number, reason: string): void;
}

/** Close code of ours: reconnect with your last id. */
export const TOO_SLOW = 4008;
const MAX_BUFFERED_BYTES = 1024 * 1024;
const PAGE = 500;
const MAX_CLIENTS = 1_000;
const MAX_PENDING = 5_000;
/** While nobody looks on, nothing is looked up: only the end of the stream is noted, this often, ms. */
const IDLE_MS = 500;

export interface LiveHub {
  /** Adds a client; resolves when it has caught up. @returns false when there are too many clients. */
  join(client: LiveClient, after: string | null): Promise<boolean>;
  leave(client: LiveClient): void;
  /** Sends to every client that has caught up. */
  broadcast(message: string): void;
  readonly size: () => number;
  stop(): Promise<void>;
}

interface Member {
  position: string;
  /** What the reader saw while this client was still catching up; null once it has caught up. */
  pending: LiveEntry[] | null;
}

export function createLiveHub(
  source: LiveSource,
  compareIds: (a: string, b: string) => number,
  logger: Logger,
): LiveHub {
  const members = new Map<LiveClient, Member>();
  const stopping = new AbortController();
  let arrival = Promise.withResolvers<void>();
  let first: Promise<string> | null = null;
  /** Where reading begins: asked once, and known before anybody catches up, so that nothing falls between. */
  const begin = (): Promise<string> => {
    first ??= source.lastId();
    first.catch(() => (first = null));
    return first;
  };

  const evict = (client: LiveClient): void => {
    members.delete(client);
    client.close(TOO_SLOW, 'too slow; reconnect with your last id');
  };

  const deliver = (client: LiveClient, member: Member, entries: readonly LiveEntry[]): void => {
    for (const entry of entries) {
      if (compareIds(entry.id, member.position) <= 0) continue;
      if (client.bufferedBytes() > MAX_BUFFERED_BYTES) {
        evict(client);
        return;
      }
      client.send(entry.message);
      member.position = entry.id;
    }
  };

  /** Sends what the client missed, page by page, then what the reader saw meanwhile. */
  const catchUp = async (client: LiveClient, member: Member): Promise<void> => {
    if (!members.has(client)) return;
    client.send(JSON.stringify({ type: 'hello', lastId: member.position }));
    let more = true;
    while (more && members.has(client)) {
      const { entries, position, more: goesOn, gap } = await source.after(member.position, PAGE);
      if (gap) {
        member.position = await source.lastId();
        client.send(JSON.stringify({ type: 'gap', lastId: member.position }));
        continue;
      }
      deliver(client, member, entries);
      if (compareIds(position, member.position) > 0) member.position = position;
      more = goesOn;
    }
    // An entry was in the stream when the last page was read, or the reader has put it into `pending` since:
    // none falls between, and what is in both is recognised by its id.
    const pending = member.pending ?? [];
    member.pending = null;
    if (members.has(client)) deliver(client, member, pending);
  };

  const pump = async (): Promise<void> => {
    let position: string | null = null;
    let failures = 0;
    while (!stopping.signal.aborted) {
      try {
        position ??= await begin();
        if (members.size === 0) {
          await Promise.race([pause(IDLE_MS, stopping.signal), arrival.promise]);
          arrival = Promise.withResolvers<void>();
          const end = await source.lastId();
          // Whoever came meanwhile is served from the position of before: nothing falls between.
          if (members.size === 0) position = end;
          failures = 0;
          continue;
        }
        const { entries, position: next } = await source.next(position, 1_000);
        failures = 0;
        for (const [client, member] of members) {
          if (member.pending === null) deliver(client, member, entries);
          else if (member.pending.length + entries.length <= MAX_PENDING) member.pending.push(...entries);
          else evict(client);
        }
        position = next;
      } catch (error) {
        // For ever: the stream comes back when Redis does, and clients resume by id without loss.
        failures += 1;
        if (failures === 1) logger.warn({ err: error }, 'live stream cannot be read; trying again');
        await new Promise((resolve) =>
          setTimeout(resolve, Math.min(5_000, 100 * 2 ** Math.min(failures, 6))),
        );
      }
    }
  };
  const pumping = pump();

  return {
    async join(client, after) {
      if (members.size >= MAX_CLIENTS) return false;
      // A member before anything is awaited: one that closes meanwhile is found by `leave` and takes no place.
      const member: Member = { position: after ?? '', pending: [] };
      members.set(client, member);
      arrival.resolve();
      try {
        await begin();
        if (after === null) member.position = await source.lastId();
        await catchUp(client, member);
      } catch (error) {
        members.delete(client);
        throw error;
      }
      return true;
    },
    leave(client) {
      members.delete(client);
    },
    broadcast(message) {
      for (const [client, member] of members) {
        if (member.pending === null && client.bufferedBytes() <= MAX_BUFFERED_BYTES) client.send(message);
      }
    },
    size: () => members.size,
    async stop() {
      stopping.abort();
      for (const client of members.keys()) client.close(1001, 'the server is restarting');
      members.clear();
      await pumping;
    },
  };
}
