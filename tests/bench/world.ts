/** Stores with a log full of whole lives of engagements, for benchmarks of read models. */
import { startHarness, eventually, type Harness } from '../projections/harness.ts';
import { expectedRows, lifeOf, type Told } from '../projections/story.ts';
import type { Sample } from './progress.ts';

/** Lives written in one call of the writer. */
const PER_CALL = 1_000;
const WITHIN_MS = 240_000;

export interface World {
  readonly harness: Harness;
  readonly engagements: number;
  /** Records in the log. */
  readonly events: number;
  /** Rows that they make, by table. */
  readonly rows: Readonly<Record<string, number>>;
}

export const TABLES_OF_EVENTS = ['engagements', 'replies', 'attempts', 'labels', 'trail'] as const;

export async function openWorld(engagements: number): Promise<World> {
  const harness = await startHarness();
  try {
    const began = Date.now() - engagements;
    const rows: Record<string, number> = {};
    let events = 0;
    for (let from = 0; from < engagements; from += PER_CALL) {
      const lives = Array.from({ length: Math.min(PER_CALL, engagements - from) }, (_, n): readonly Told[] =>
        lifeOf(from + n, began + from + n),
      );
      await harness.write(lives.flat());
      events += lives.flat().length;
      for (const [name, count] of Object.entries(expectedRows(lives))) rows[name] = (rows[name] ?? 0) + count;
    }
    return { harness, engagements, events, rows };
  } catch (error) {
    await harness.close();
    throw error;
  }
}

/** A sample every 100 ms until so much is done. @throws when it is not in time. */
export async function followed(done: () => Promise<number>, whole: number): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  await eventually(
    async () => {
      const count = await done();
      samples.push({ at: performance.now(), done: count });
      return count;
    },
    (count) => count >= whole,
    WITHIN_MS,
  );
  return samples;
}
