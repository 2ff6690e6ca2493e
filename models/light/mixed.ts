/** Heads of several weights as if they were of one: some of a workspace's own, the rest of the program's. */
import type { Channel, HeadReading, LightReader, LightReading } from './infer/reader.ts';

/** Where the ports get their heads from. */
export interface HeadSource {
  heads(names: readonly string[]): (text: string, channel?: Channel) => LightReading;
}

/**
 * Asks at every text who reads which head, so nothing here keeps weights loaded. The version names whoever answered.
 * @param own the weights that read a head instead of the program's; null where there are none
 */
export function mixedHeads(program: LightReader, own: (head: string) => LightReader | null): HeadSource {
  return {
    heads: (names) => (text, channel) => {
      const asked = new Map<LightReader, string[]>([[program, []]]);
      for (const name of names) {
        const reader = own(name) ?? program;
        const theirs = asked.get(reader);
        if (theirs === undefined) asked.set(reader, [name]);
        else theirs.push(name);
      }
      const heads: Record<string, HeadReading> = {};
      const versions: string[] = [];
      for (const [reader, theirs] of asked) {
        if (theirs.length === 0) continue;
        const reading = reader.heads(theirs)(text, channel);
        Object.assign(heads, reading.heads);
        versions.push(reading.modelVersion);
      }
      return { modelVersion: versions.join('+'), heads };
    },
  };
}
