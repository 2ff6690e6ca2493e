/**
 * Prepares broker and registry for an installation. Running it again changes nothing: it creates what is
 * missing, and refuses to go on where what exists contradicts the catalogue.
 *
 * Committed offsets are kept by the broker (`offsets.retention.minutes`), not by topic: the setting must be
 * above the longest retention, or an installation that was stopped for that long would start over.
 */
import type { Codec } from '../codec/codec.ts';
import { RegistryError } from '../codec/registry.ts';
import { LogError } from '../log/port.ts';
import type { Log, TopicSpec } from '../log/port.ts';

export class SetupError extends Error {
  override readonly name = 'SetupError';
}

export interface SetupPorts {
  readonly log: Pick<Log, 'createTopics' | 'partitionCounts'>;
  readonly registry: { setCompatibility(): Promise<void> };
  readonly codec: Pick<Codec, 'prepare'>;
  /** Milliseconds that only go forward. */
  readonly elapsedMs: () => number;
  readonly pause: (ms: number) => Promise<void>;
  /** What is waited for, and what was done. */
  readonly say: (line: string) => void;
}

const RETRY_MS = 500;

/**
 * @param deadlineMs longest wait for broker and registry together.
 * @throws SetupError with what is wrong and what to do.
 */
export async function setUp(
  ports: SetupPorts,
  topics: readonly TopicSpec[],
  deadlineMs: number,
): Promise<{ readonly created: readonly string[] }> {
  const end = ports.elapsedMs() + deadlineMs;
  const created = await waited(ports, end, 'the broker (KAFKA_BROKERS)', () =>
    createAndCheck(ports.log, topics),
  );
  ports.say(`topics: ${topics.length}, of which ${created.length} were created now`);
  // The level first: the first registration of a subject is judged by it.
  await waited(ports, end, 'the schema registry (SCHEMA_REGISTRY_URL)', async () => {
    await ports.registry.setCompatibility();
    await ports.codec.prepare();
  });
  ports.say('schemas: registered, compatibility FULL_TRANSITIVE');
  return { created };
}

async function createAndCheck(
  log: SetupPorts['log'],
  topics: readonly TopicSpec[],
): Promise<readonly string[]> {
  const before = await log.partitionCounts(topics.map((spec) => spec.topic));
  const wrong = topics.filter((spec) => (before.get(spec.topic) ?? spec.partitions) !== spec.partitions);
  if (wrong.length > 0) throw mismatch(wrong, before);
  const missing = topics.filter((spec) => !before.has(spec.topic));
  return missing.length === 0 ? [] : (await log.createTopics(missing)).created;
}

function mismatch(wrong: readonly TopicSpec[], counts: ReadonlyMap<string, number>): SetupError {
  const lines = wrong.map(
    ({ topic, partitions }) =>
      `  ${topic}: the broker has ${counts.get(topic)}, the catalogue says ${partitions}`,
  );
  return new SetupError(
    `Partition counts differ, so records of one key would be spread differently than their state:\n${lines.join('\n')}\n` +
      'Was the installation made with another SIGNALPOST_SCALE? Set it as it was, or start from an empty broker.',
  );
}

async function waited<T>(ports: SetupPorts, end: number, what: string, run: () => Promise<T>): Promise<T> {
  for (let said = false; ; said = true) {
    try {
      return await run();
    } catch (error) {
      const away =
        (error instanceof LogError || error instanceof RegistryError) && error.code === 'unavailable';
      if (!away)
        throw error instanceof SetupError ? error : new SetupError(refusal(what, error), { cause: error });
      if (ports.elapsedMs() >= end) {
        throw new SetupError(`${what} did not answer in time. Is it running, and is the address right?`, {
          cause: error,
        });
      }
      if (!said) ports.say(`waiting for ${what}`);
      await ports.pause(RETRY_MS);
    }
  }
}

function refusal(what: string, error: unknown): string {
  const code = error instanceof LogError || error instanceof RegistryError ? error.code : 'unknown';
  const hint =
    code === 'incompatible'
      ? 'A schema breaks FULL_TRANSITIVE compatibility with what is registered: see topics/compatibility.ts.'
      : code === 'unauthorised'
        ? (error as Error).message
        : 'See the cause.';
  return `${what} refused (${code}). ${hint}`;
}
