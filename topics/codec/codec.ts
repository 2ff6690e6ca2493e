/**
 * Events to bytes and back, both synchronous. Confluent wire format: byte 0, schema id (4 bytes, big-endian),
 * Avro binary. Resolvers are built once per writer id: the registry's own client builds them per message.
 *
 * Measured on 2 cores, Node 24: see `bench.ts` (`node topics/codec/bench.ts`) and its figures.
 */
import type avro from 'avsc';
import { PoisonError } from '../errors.ts';
import type { AnyEvent, Event, EventType } from '../events.ts';
import { EVENT_TYPES } from '../generated/events.ts';
import { UPCASTERS, upcast } from '../upcasters/registry.ts';
import { compile } from './compile.ts';
import type { Compiled } from './compile.ts';
import type { Upcasters } from '../upcasters/registry.ts';
import type { SchemaRegistryPort } from './registry.ts';
import { canonical, eventTypeOf, parseSchema, releasedSchemas, schemaText } from './schemas.ts';

const HEADER_BYTES = 5;
/** Schemas registered at the same time; every process does it at its start. */
const REGISTRATIONS = 8;
/** After this an id that the registry did not have is asked for again: it may have lagged, or been emptied. */
const ABSENT_MS = 30_000;

/**
 * `decode` met an id that it has not asked the registry for, or that the registry did not have 30 s ago or
 * longer: `await ensure([id])`, then decode again.
 */
export class SchemaNotLoaded extends Error {
  override readonly name = 'SchemaNotLoaded';
  readonly schemaId: number;
  constructor(schemaId: number) {
    super(`schema ${schemaId} is not loaded`);
    this.schemaId = schemaId;
  }
}

export interface Codec {
  /** Registers (or finds) today's schemas. Call before the first `encode`. @throws RegistryError */
  prepare(types?: readonly EventType[]): Promise<void>;
  /** @throws PoisonError `invalid_output` when the event breaks its schema. */
  encode(event: AnyEvent): Buffer;
  /**
   * Writes the value at `at` of `bytes`, with no copy of its own. Gives its end; when that is beyond the buffer
   * nothing usable was written: grow the buffer and ask again.
   * @throws PoisonError `invalid_output` when the event breaks its schema.
   */
  encodeInto(event: AnyEvent, bytes: Buffer, at: number): number;
  /** @throws PoisonError for a record that can never be read; SchemaNotLoaded when `ensure` must come first. */
  decode(value: Buffer | null): AnyEvent;
  /**
   * `decode` of `bytes` from `from` to `to`, without a view of it.
   * @param brief for those who let go of the event soon: faster, but each of its strings may keep a string as
   *   long as the whole value alive.
   * @throws as `decode`
   */
  decodeRange(bytes: Buffer, from: number, to: number, brief?: boolean): AnyEvent;
  /** Fetches schemas of writers that are not known yet. @throws RegistryError `unavailable` */
  ensure(ids: readonly number[]): Promise<void>;
  /** `decode`, asking the registry where needed. @throws PoisonError, RegistryError */
  decodeAsync(value: Buffer | null): Promise<AnyEvent>;
}

interface Reader {
  readonly type: EventType;
  readonly avro: avro.Type;
  readonly resolver: ReturnType<avro.Type['createResolver']> | undefined;
  /** Whether the bytes are in today's schema, so that the generated reader may have them. */
  readonly today: boolean;
  /** Version that the writer used and today's, for the upcasters. */
  readonly version: number;
  readonly current: number;
}

/** @param elapsedMs monotonic time, ms. */
export function createCodec(
  registry: SchemaRegistryPort,
  upcasters: Upcasters = UPCASTERS,
  elapsedMs: () => number = () => performance.now(),
): Codec {
  const types = new Map<EventType, avro.Type>();
  const writers = new Map<EventType, { readonly id: number; readonly avro: avro.Type }>();
  const readers = new Map<number, Reader | PoisonError>();
  /** Ids in `readers` that the registry did not have, and until when that holds. */
  const absent = new Map<number, number>();
  let scratch = Buffer.allocUnsafeSlow(64 * 1024);

  const today = (type: EventType): avro.Type => {
    let found = types.get(type);
    if (!found) types.set(type, (found = parseSchema(schemaText(type))));
    return found;
  };
  const known = (id: number): Reader | PoisonError | undefined => {
    const until = absent.get(id);
    if (until !== undefined && elapsedMs() > until) {
      absent.delete(id);
      readers.delete(id);
    }
    return readers.get(id);
  };
  const load = async (id: number): Promise<void> => {
    if (known(id)) return;
    const text = await registry.find(id);
    if (text !== null) return learn(id, readerOf(id, text, today));
    // A registration meanwhile knows better.
    if (readers.has(id)) return;
    readers.set(id, new PoisonError('unknown_schema', `the registry has no schema ${id}`));
    absent.set(id, elapsedMs() + ABSENT_MS);
  };
  const learn = (id: number, reader: Reader | PoisonError): void => {
    absent.delete(id);
    readers.set(id, reader);
  };

  const codec: Codec = {
    async prepare(wanted = EVENT_TYPES) {
      const left = wanted.filter((type) => !writers.has(type));
      const worker = async (): Promise<void> => {
        for (let type = left.pop(); type !== undefined; type = left.pop()) {
          const text = schemaText(type);
          const id = await registry.register(type, text);
          learn(id, readerOf(id, text, today));
          writers.set(type, { id, avro: today(type) });
        }
      };
      await Promise.all(Array.from({ length: REGISTRATIONS }, worker));
    },

    encode(event) {
      let end = codec.encodeInto(event, scratch, 0);
      if (end > scratch.length) {
        // Grown in powers of two and kept for the next one.
        scratch = Buffer.allocUnsafeSlow(2 ** Math.ceil(Math.log2(end)));
        end = codec.encodeInto(event, scratch, 0);
      }
      const value = Buffer.allocUnsafe(end);
      scratch.copy(value, 0, 0, end);
      return value;
    },

    encodeInto(event, bytes, at) {
      const writer = writers.get(event.type);
      if (!writer) {
        throw new PoisonError(
          'invalid_output',
          `${safeName(event.type)}: not prepared, or not an event type`,
        );
      }
      const fast = compiledOf(event.type, writer.avro)?.write(event, bytes, at + HEADER_BYTES) ?? -1;
      const end = fast < 0 ? slowly(writer.avro, event, bytes, at + HEADER_BYTES) : fast;
      if (end > bytes.length) return end;
      bytes[at] = 0;
      bytes[at + 1] = writer.id >>> 24;
      bytes[at + 2] = writer.id >>> 16;
      bytes[at + 3] = writer.id >>> 8;
      bytes[at + 4] = writer.id;
      return end;
    },

    decode(value) {
      if (value === null) throw new PoisonError('unexpected_tombstone', 'the record has no value');
      return codec.decodeRange(value, 0, value.length);
    },

    decodeRange(bytes, from, to, brief = false) {
      const id = schemaIdAt(bytes, from, to);
      const reader = known(id);
      if (!reader) throw new SchemaNotLoaded(id);
      // A fresh error each time: the stack belongs to this record.
      if (reader instanceof PoisonError) throw new PoisonError(reader.code, reader.message);
      const fast = reader.today ? compiledOf(reader.type, reader.avro) : null;
      const at = from + HEADER_BYTES;
      const event = ((brief ? fast?.readBrief(bytes, at, to) : fast?.read(bytes, at, to)) ??
        readSlowly(reader, bytes.subarray(from, to), id)) as Event<EventType>;
      if (event.type !== reader.type) {
        throw new PoisonError('wrong_record', `field "type" is not the record name ${reader.type}`);
      }
      return upcast(upcasters, event, reader.version, reader.current) as AnyEvent;
    },

    async ensure(ids) {
      await Promise.all([...new Set(ids)].map(load));
    },

    async decodeAsync(value) {
      if (value !== null) await load(schemaIdOf(value));
      return codec.decode(value);
    },
  };
  return codec;
}

/** Generated at the first use, once per process: most processes meet few of the types. */
const compiled = new Map<EventType, Compiled | null>();

/** @param avroType today's schema of the type. */
function compiledOf(type: EventType, avroType: avro.Type): Compiled | null {
  let found = compiled.get(type);
  if (found === undefined) compiled.set(type, (found = compile(avroType)));
  return found;
}

/** What `encodeInto` does with avsc: for events that the generated writer leaves to it. */
function slowly(type: avro.Type, event: AnyEvent, bytes: Buffer, at: number): number {
  try {
    const end = type.encode(event, bytes, at);
    // avsc answers minus the missing bytes.
    return end < 0 ? bytes.length - end : end;
  } catch (cause) {
    throw new PoisonError(
      'invalid_output',
      `${event.type}: ${invalidPaths(type, event)} does not fit the schema`,
      { cause },
    );
  }
}

function readSlowly(reader: Reader, value: Buffer, id: number): unknown {
  let decoded: { value: unknown; offset: number };
  try {
    decoded = reader.avro.decode(value, HEADER_BYTES, reader.resolver);
  } catch (cause) {
    throw new PoisonError('schema_violation', `${reader.type}: the bytes do not follow schema ${id}`, {
      cause,
    });
  }
  if (decoded.offset < 0) throw new PoisonError('truncated', `${reader.type}: the value ends too early`);
  if (decoded.offset !== value.length) {
    throw new PoisonError('schema_violation', `${reader.type}: bytes are left over after the record`);
  }
  return decoded.value;
}

/** Schema id of a value in wire format. @throws PoisonError `not_wire_format` */
export function schemaIdOf(value: Buffer): number {
  return schemaIdAt(value, 0, value.length);
}

function schemaIdAt(bytes: Buffer, from: number, to: number): number {
  if (to - from < HEADER_BYTES || bytes[from] !== 0) {
    throw new PoisonError('not_wire_format', `${to - from} bytes without magic byte 0 and a schema id`);
  }
  return bytes.readUInt32BE(from + 1);
}

function readerOf(id: number, text: string, today: (type: EventType) => avro.Type): Reader | PoisonError {
  let writer: avro.Type;
  try {
    writer = parseSchema(text);
  } catch (cause) {
    return new PoisonError('incompatible_schema', `schema ${id} is not Avro`, { cause });
  }
  const type = eventTypeOf(writer.name);
  if (!type) return new PoisonError('wrong_record', `schema ${id} is not of an event of ours`);
  const reader = today(type);
  const released = releasedSchemas(type).map(canonical);
  const written = released.indexOf(canonical(text));
  const current = released.length;
  const version = written < 0 ? current : written + 1;
  if (canonical(text) === canonical(schemaText(type))) {
    return {
      type,
      avro: reader,
      resolver: undefined,
      today: true,
      version: current,
      current,
    };
  }
  try {
    return { type, avro: reader, resolver: reader.createResolver(writer), today: false, version, current };
  } catch (cause) {
    return new PoisonError('incompatible_schema', `${type}: schema ${id} cannot be read as today’s`, {
      cause,
    });
  }
}

/** Field paths that break the schema; names come from the schema, values stay out. */
function invalidPaths(type: avro.Type, event: unknown): string {
  const paths: string[] = [];
  type.isValid(event, { errorHook: (path) => void paths.push(path.join('.')) });
  return paths.slice(0, 5).join(', ') || 'the event';
}

function safeName(type: unknown): string {
  return (EVENT_TYPES as readonly unknown[]).includes(type) ? String(type) : 'an event of unknown type';
}
