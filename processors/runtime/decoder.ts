import { SchemaNotLoaded, type Codec } from '../../topics/codec/codec.ts';
import { PoisonError } from '../../topics/errors.ts';
import type { AnyEvent } from '../../topics/events.ts';
import type { LogRecord } from '../../topics/log/port.ts';
import { StoredRecord } from '../../topics/log/stored-records.ts';
import type { Input } from './input.ts';
import { patiently, type PatienceEnv } from './patience.ts';

/** Reads records of one partition; holds it up while a schema that nobody here has met is fetched. */
export class Decoder {
  readonly #codec: Codec;
  readonly #brief: boolean;
  readonly #env: PatienceEnv;
  readonly #loaded: () => void;
  readonly #ended = new AbortController();
  #loading = false;

  /**
   * @param loaded called when decoding can go on.
   * @param brief nothing of an event is kept after it was handled.
   */
  constructor(codec: Codec, env: PatienceEnv, loaded: () => void, brief: boolean) {
    this.#codec = codec;
    this.#brief = brief;
    this.#env = env;
    this.#loaded = loaded;
  }

  get waiting(): boolean {
    return this.#loading;
  }

  /** Null while the schema of the writer is being fetched; ask for the same record again then. */
  decode(record: LogRecord): Input['decoded'] | null {
    try {
      return { event: this.#event(record) };
    } catch (error) {
      if (error instanceof PoisonError) return { poison: { code: error.code, message: error.message } };
      if (!(error instanceof SchemaNotLoaded)) throw error;
      void this.#load(error.schemaId);
      return null;
    }
  }

  /** Where the bytes are known it reads them where they lie. */
  #event(record: LogRecord): AnyEvent {
    if (!(record instanceof StoredRecord) || record.valueFrom < 0) return this.#codec.decode(record.value);
    return this.#codec.decodeRange(record.bytes, record.valueFrom, record.valueTo, this.#brief);
  }

  end(): void {
    this.#ended.abort(new Error('partition closed'));
  }

  async #load(schemaId: number): Promise<void> {
    this.#loading = true;
    // Whatever the registry says: the record cannot be read without it, and must not be passed over.
    const load = (): Promise<void> => this.#codec.ensure([schemaId]);
    await patiently(this.#env, 'for the schema registry', { schemaId }, this.#ended.signal, load, () => true);
    this.#loading = false;
    this.#loaded();
  }
}
