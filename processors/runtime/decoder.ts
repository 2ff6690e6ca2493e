import { SchemaNotLoaded, type Codec } from '../../topics/codec/codec.ts';
import { PoisonError } from '../../topics/errors.ts';
import type { Input } from './input.ts';
import { patiently, type PatienceEnv } from './patience.ts';

/** Reads records of one partition; holds it up while a schema that nobody here has met is fetched. */
export class Decoder {
  readonly #codec: Codec;
  readonly #env: PatienceEnv;
  readonly #loaded: () => void;
  readonly #ended = new AbortController();
  #loading = false;

  /** @param loaded called when decoding can go on. */
  constructor(codec: Codec, env: PatienceEnv, loaded: () => void) {
    this.#codec = codec;
    this.#env = env;
    this.#loaded = loaded;
  }

  get waiting(): boolean {
    return this.#loading;
  }

  /** Null while the schema of the writer is being fetched; ask for the same record again then. */
  decode(value: Buffer | null): Input['decoded'] | null {
    try {
      return { event: this.#codec.decode(value) };
    } catch (error) {
      if (error instanceof PoisonError) return { poison: { code: error.code, message: error.message } };
      if (!(error instanceof SchemaNotLoaded)) throw error;
      void this.#load(error.schemaId);
      return null;
    }
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
