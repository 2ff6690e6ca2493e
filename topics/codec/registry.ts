import type { EventType } from '../events.ts';

/** What the codec needs of a schema registry. */
export interface SchemaRegistryPort {
  /**
   * Registers the schema under the record's name, or finds it there. Gives its id.
   * @throws RegistryError `incompatible` when the registry refuses it, `unavailable` when it does not answer.
   */
  register(type: EventType, schemaText: string): Promise<number>;
  /**
   * Schema text of an id, or null when the registry has no such id.
   * @throws RegistryError `unavailable`
   */
  find(id: number): Promise<string | null>;
}

/** A failure of the registry. Branch on `code`. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError';
  readonly code: 'unavailable' | 'incompatible' | 'unauthorised';
  constructor(code: RegistryError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
