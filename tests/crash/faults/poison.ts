/** Records that nobody can read, one of each class; each must end as a dead letter with its own code. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { processors, standardDeps } from '../../../processors/registry.ts';
import { topicRow, type TopicName } from '../../../topics/catalogue.ts';
import type { ErrorCode, PoisonCode } from '../../../topics/errors.ts';
import { schemaText } from '../../../topics/codec/schemas.ts';
import type { AnyEvent, EventType } from '../../../topics/events.ts';
import { sampleEvent } from '../../../topics/golden/sample.ts';
import type { Installation } from '../../support/installation.ts';
import { READY_MS, type Fault } from './fault.ts';

const POISONED = [
  'inbound.raw',
  'engagement.received',
  'reply.commands',
  'action.events',
] as const satisfies readonly TopicName[];

/** For the letters to be written, ms: the processors may still be starting after the fault before. */
const LETTERS_MS = 90_000;

/** Schemas that the registry took from somebody else, under subjects of their own. */
interface Foreign {
  /** Of no event of ours. */
  readonly unknownRecord: number;
  /** Has the name of an event of ours, and none of its fields. */
  readonly sameName: number;
}

/** `invalid_output` is made by a handler, not by a record: the runner's own tests have it. */
type FromRecord = Exclude<PoisonCode, 'invalid_output'>;

/** Value of a poisoned record. @param whole a good one of the same topic */
const POISONS: Readonly<Record<FromRecord, (whole: Buffer, foreign: Foreign) => Buffer | null>> = {
  not_wire_format: () => Buffer.from('plain text'),
  unknown_schema: (whole) => withSchema(0x7f_ff_ff_ff, whole.subarray(5)),
  wrong_record: (_, foreign) => withSchema(foreign.unknownRecord, Buffer.from([2])),
  incompatible_schema: (_, foreign) => withSchema(foreign.sameName, Buffer.from([2])),
  truncated: (whole) => whole.subarray(0, Math.floor(whole.length / 2)),
  schema_violation: (whole) => Buffer.concat([whole, Buffer.alloc(3)]),
  unexpected_tombstone: () => null,
};

/** Bodies that were verified and that a connector cannot make sense of: dead letters of the normaliser. */
const BODIES: readonly (readonly [ErrorCode, { readonly network: string; readonly body: string }])[] = [
  ['body_not_json', { network: 'x', body: 'not JSON' }],
  ['unknown_shape', { network: 'x', body: '{"for_user_id":"9"}' }],
  ['post_incomplete', { network: 'x', body: ofX('post.mention.create', { id: '1' }) }],
  ['message_incomplete', { network: 'x', body: ofX('dm.received', { id: '1' }) }],
  ['unknown_network', { network: 'nowhere', body: '{}' }],
];

function ofX(event_type: string, payload: object): string {
  return JSON.stringify({ data: { event_type, filter: { user_id: '424242' }, payload } });
}

function withSchema(id: number, rest: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(id, 1);
  return Buffer.concat([head, rest]);
}

/** Full name of a record of ours. */
function named(type: EventType): object {
  const { name, namespace } = JSON.parse(schemaText(type)) as { name: string; namespace: string };
  return { type: 'record', name, namespace };
}

async function foreignSchemas(url: string): Promise<Foreign> {
  const register = async (subject: string, schema: object): Promise<number> => {
    const answer = await fetch(`${url}/subjects/${subject}/versions`, {
      method: 'POST',
      headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
      body: JSON.stringify({ schema: JSON.stringify(schema) }),
    });
    if (!answer.ok) throw new Error(`registering ${subject}: ${answer.status} ${await answer.text()}`);
    return ((await answer.json()) as { readonly id: number }).id;
  };
  const fields = [{ name: 'x', type: 'int' }];
  return {
    unknownRecord: await register('poison-unknown', { type: 'record', name: 'NobodysEvent', fields }),
    sameName: await register('poison-same-name', { ...named('EngagementReceived'), fields }),
  };
}

interface Poisoned {
  readonly topic: TopicName;
  readonly key: string;
  readonly value: Buffer | null;
  readonly code: ErrorCode;
  readonly by: readonly string[];
}

/** Who reads a topic, and so writes a letter of each of its poisons. */
function readersOf(topic: TopicName): readonly string[] {
  return processors(standardDeps({ clientOf: () => undefined, now: () => 0 }))
    .filter(({ inputs }) => inputs.includes(topic))
    .map(({ name }) => name);
}

/**
 * @param nonce tells this round's records from those of the rounds before.
 * @param now epoch ms; rows of events of long ago would be past their time in ClickHouse.
 */
function poisoned(
  installation: Installation,
  foreign: Foreign,
  nonce: string,
  now: number,
): readonly Poisoned[] {
  const { codec } = installation;
  const unreadable = POISONED.flatMap((topic) => {
    const [type] = topicRow(topic).events;
    if (type === undefined) return [];
    const whole = codec.encode(sampleEvent(type));
    const by = readersOf(topic);
    return (Object.keys(POISONS) as FromRecord[]).map((code): Poisoned => ({
      topic,
      key: `${nonce}:${topic}:${code}`,
      value: POISONS[code](whole, foreign),
      code,
      by,
    }));
  });
  const bodies = BODIES.map(([code, { network, body }]): Poisoned => {
    const accountId = `${network}:424242`;
    const delivery = sampleEvent('InboundReceived');
    const event = {
      ...delivery,
      eventId: randomUUID(),
      tenantId: 'demo',
      workspaceId: 'acme',
      occurredAt: now,
      recordedAt: now,
      data: { ...delivery.data, network, accountId, body: Buffer.from(body), headers: [] },
    } as unknown as AnyEvent;
    return {
      topic: 'inbound.raw',
      key: `${nonce}:${accountId}:${code}`,
      value: codec.encode(event),
      code,
      by: ['normalise'],
    };
  });
  return [...unreadable, ...bodies];
}

/** Letters that are not there, as `topic code processor`. */
async function missingLetters(
  installation: Installation,
  written: readonly Poisoned[],
): Promise<readonly string[]> {
  const letters = new Set(
    (await installation.events('DeadLettered')).map(
      ({ data }) => `${String(data.sourceKey)} ${data.code} ${data.processor}`,
    ),
  );
  return written.flatMap(({ key, topic, code, by }) =>
    by.filter((name) => !letters.has(`${key} ${code} ${name}`)).map((name) => `${topic} ${code} ${name}`),
  );
}

export const poison: Fault = {
  name: 'poison',
  does: 'records that nobody can read, of each class, on four topics; each is a dead letter with its code',
  short: true,
  async inflict({ installation, say }) {
    const { log, stack, config, codec } = installation;
    await Promise.all([stack.whenReady('kafka', READY_MS), stack.whenReady('registry', READY_MS)]);
    await codec.prepare();
    const written = poisoned(
      installation,
      await foreignSchemas(config.registry.url),
      randomUUID(),
      Date.now(),
    );
    const writer = await log.openWriter();
    try {
      for (const { topic, key, value } of written) {
        const records = [{ key: Buffer.from(key), value, timestamp: Date.now() }];
        await writer.write([{ topic, partition: 0, records }]);
      }
    } finally {
      await writer.close();
    }
    const deadline = Date.now() + LETTERS_MS;
    for (;;) {
      const missing = await missingLetters(installation, written);
      if (missing.length === 0) break;
      if (Date.now() > deadline) throw new Error(`no dead letter for: ${missing.join('; ')}`);
      await sleep(1_000);
    }
    say(`  ${written.length} records nobody can read, a letter for each of their readers`);
  },
};
