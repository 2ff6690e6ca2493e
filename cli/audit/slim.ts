/**
 * What the audit keeps of an event: a long run would not fit into memory with the whole of it. Words that come again
 * and again (types, labels, accounts) are kept once.
 */
import type { AnyEvent } from '../../topics/events.ts';

type Data = Readonly<Record<string, unknown>>;

/** Of objects in the data: the fields that some figure needs. What is not named here is kept whole. */
const KEPT: Readonly<Record<string, readonly string[]>> = {
  engagement: ['engagementId', 'accountId', 'nativeId', 'network', 'createdAt'],
  classification: ['kind', 'urgency', 'spam'],
  sentiment: ['label'],
  draft: ['contentHash'],
  target: ['actionId', 'accountId', 'network', 'targetNativeId', 'contentHash', 'disclosures'],
  verdict: ['verdictId', 'contentHash', 'decision', 'flagged'],
};
const DROPPED: readonly string[] = [
  'sourceKey',
  'sourceValue',
  'sourceHeaders',
  'tone',
  'entities',
  'text',
  'policy',
  'thresholds',
];
/** Longest text that is kept once for all who say it, a hash in hexadecimal; longer ones hardly come twice. */
const WORD_LENGTH = 64;
/** Half of what a Map can hold. Four or five for each message: its ids, its conversation, its draft and their hash. */
const MOST_WORDS = 8_000_000;

/** Gives the same string object for the same text. */
export type Intern = (text: string) => string;

export function internTable(): Intern {
  const words = new Map<string, string>();
  return (text) => {
    const known = words.get(text);
    if (known !== undefined) return known;
    if (text.length <= WORD_LENGTH && words.size < MOST_WORDS) words.set(text, text);
    return text;
  };
}

/** @param intern see `internTable`. */
export function slimEvent(event: AnyEvent, intern: Intern = (text) => text): AnyEvent {
  const data: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(event.data as unknown as Data)) {
    if (DROPPED.includes(name)) continue;
    const kept = KEPT[name];
    if (name === 'counts') data[name] = countsText(value as Readonly<Record<string, number>>);
    else if (kept && typeof value === 'object' && value !== null)
      data[name] = pick(value as Data, kept, intern);
    else data[name] = word(value, intern);
  }
  const { eventId, type, tenantId, workspaceId, streamId, streamVersion, recordedAt, causationId } = event;
  return {
    eventId,
    type: intern(type),
    tenantId: intern(tenantId),
    workspaceId: intern(workspaceId),
    streamId: intern(streamId),
    streamVersion,
    recordedAt,
    causationId,
    data,
  } as unknown as AnyEvent;
}

function pick(value: Data, names: readonly string[], intern: Intern): Data {
  const kept: Record<string, unknown> = {};
  for (const name of names) if (name in value) kept[name] = word(value[name], intern);
  return kept;
}

function word(value: unknown, intern: Intern): unknown {
  return typeof value === 'string' ? intern(value) : value;
}

/** Counters in one form, `name=value` in the order of their names; ClickHouse makes the same of its map. */
export function countsText(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, value]) => `${name}=${value}`)
    .toSorted()
    .join(',');
}

export function countsOf(text: string): ReadonlyMap<string, number> {
  if (text === '') return new Map();
  return new Map(
    text.split(',').map((pair) => {
      const at = pair.lastIndexOf('=');
      return [pair.slice(0, at), Number(pair.slice(at + 1))];
    }),
  );
}
