/** Journals that the simulated networks and the load generator fsynced, read line by line. */
import { createReadStream, existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { JournaledPost, JournaledRefusal, JournaledSend } from './entry.ts';

async function* lines(file: string): AsyncGenerator<Readonly<Record<string, unknown>>> {
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    if (line.trim() === '') continue;
    try {
      yield JSON.parse(line) as Record<string, unknown>;
    } catch (error) {
      // A journal that was cut by a kill may end in half a line; the rest still counts.
      if (!line.endsWith('}')) continue;
      throw new Error(`${file}: a line is not JSON`, { cause: error });
    }
  }
}

function files(folder: string, ending: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .map((file) => path.join(folder, file));
}

/** Posts that the networks accepted, deleted ones included: they were posted. */
export async function readPosts(folder: string): Promise<readonly JournaledPost[]> {
  const posts: JournaledPost[] = [];
  for (const file of files(folder, '.posts.jsonl')) {
    for await (const line of lines(file)) {
      if (line['type'] !== 'posted') continue;
      posts.push({
        network: String(line['network']),
        accountId: String(line['accountId']),
        nativePostId: String(line['nativePostId']),
        inReplyTo: typeof line['inReplyTo'] === 'string' ? line['inReplyTo'] : null,
        text: String(line['text']),
        at: Date.parse(String(line['at'])),
      });
    }
  }
  return posts;
}

/** Posts that the networks turned away because of a limit. */
export async function readRefusals(folder: string): Promise<readonly JournaledRefusal[]> {
  const refusals: JournaledRefusal[] = [];
  for (const file of files(folder, '.posts.jsonl')) {
    for await (const line of lines(file)) {
      if (line['type'] !== 'limited') continue;
      const { network, accountId, at } = line;
      refusals.push({
        network: String(network),
        accountId: String(accountId),
        at: Date.parse(String(at)),
      });
    }
  }
  return refusals;
}

/** One entry per message, accepted when any copy of it was answered 2xx. */
export async function readSends(folder: string): Promise<readonly JournaledSend[]> {
  const sends = new Map<string, JournaledSend>();
  for (const file of files(folder, '.jsonl')) {
    for await (const line of lines(file)) {
      const nativeId = line['statusId'] ?? line['nativeId'];
      if (line['type'] !== 'sent' || typeof nativeId !== 'string') continue;
      const network = String(line['network']);
      const accountId = String(line['accountId']);
      const id = `${network}|${accountId}|${nativeId}`;
      const status = Number(line['status'] ?? 0);
      const before = sends.get(id);
      const accepted = status >= 200 && status < 300;
      const answered = line['answeredAt'];
      const at = typeof answered === 'string' ? Date.parse(answered) : 0;
      if (before?.accepted && (!accepted || before.at <= at)) continue;
      sends.set(id, { network, accountId, nativeId, accepted, at });
    }
  }
  return [...sends.values()];
}
