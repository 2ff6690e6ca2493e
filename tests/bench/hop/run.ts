/** The hop benchmark: one broker, one input, each contender in a process of its own, one after another. */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { startStack } from '../../../stack/testing.ts';
import { createCodec } from '../../../topics/codec/codec.ts';
import { createStaticRegistry } from '../../../topics/codec/static-registry.ts';
import { connectKafka } from '../../../topics/log/kafkajs/connect.ts';
import type { BenchOptions, BenchResult } from '../benchmarks.ts';
import { profileText, whereText, type ProfileSummary } from '../profile/profile.ts';
import { table } from '../results.ts';
import { contenders } from './contenders.ts';
import { writeInputs } from './input.ts';
import { buildStreams, perfTools } from './java.ts';
import type { Ceiling } from './java.ts';
import { measure } from './measure.ts';
import type { Measured } from './measure.ts';
import { profileOf } from './profile.ts';
import { verify } from './verify.ts';
import type { Verdict } from './verify.ts';
import { hop, INPUT, PARTITIONS } from './work.ts';

/** Given to every contender before it is measured, so that compilers have done their work. */
const WARM_UP = 200_000;
const LEAST = 500_000;
/** What a second of `--seconds` stands for: the rate aimed at. */
const PER_SECOND = 150_000;
const GIVE_UP_MS = 240_000;
/** Records that are written again for the run that is profiled, and not measured. */
const PROFILED = 400_000;
/** Both compilers, unlike in a small installation: throughput is measured. */
const BROKER_JVM = '-Xms512m -Xmx1g -XX:+UseParallelGC';

const sink = { debug: () => undefined, info: () => undefined, warn: console.warn, error: console.error };

export async function runHop({ seconds, only, say }: BenchOptions): Promise<BenchResult> {
  const records = WARM_UP + Math.max(LEAST, Math.round(seconds * PER_SECOND));
  const folder = mkdtempSync(path.join(tmpdir(), 'signalpost-bench-'));
  const built = await buildStreams(say);
  process.env['SIGNALPOST_KAFKA_JVM'] = BROKER_JVM;
  const stack = await startStack({ parts: ['kafka'] });
  const brokers = (stack.services.kafka?.brokers ?? []).join(',');
  const log = connectKafka({ brokers: brokers.split(','), clientId: 'bench' }, sink);
  try {
    const codec = createCodec(createStaticRegistry());
    await codec.prepare();
    const wanted = (name: string): boolean =>
      only.length === 0 || only.some((beginning) => name.startsWith(beginning));
    const all = contenders(built).filter(({ name }) => wanted(name));
    const kept = { 'retention.ms': '-1', 'retention.bytes': '-1' };
    await log.createTopics(
      [INPUT, 'dead.letters', 'bench.perf', ...all.map(({ output }) => output)].map((topic) => ({
        topic,
        partitions: PARTITIONS,
        replicationFactor: 1,
        config: kept,
      })),
    );
    const bytes = Math.round(await writeInputs(log, codec, records));
    say(`${records} records of ${bytes} bytes are there`);
    const brokerPid = stack.services.parts['kafka']?.pid;
    if (brokerPid === undefined) throw new Error('the broker has no process');
    const ground = { log, brokers, brokerPid, folder, records, warmUp: WARM_UP, giveUpMs: GIVE_UP_MS };
    const rows: (Measured & Verdict)[] = [];
    const failed: string[] = [];
    for (const contender of all) {
      try {
        const measured = await measure(contender, ground);
        const verdict = await verify(log, codec, contender.output, records);
        rows.push({ ...measured, ...verdict });
        say(JSON.stringify(rows.at(-1)));
      } catch (error) {
        // A peer that cannot keep up must not take the others' figures with it; we are no peer.
        if (contender.group === hop.name) throw error;
        failed.push(`${contender.name}: ${(error as Error).message}`);
        say(failed.at(-1) ?? '');
      }
    }
    const ceiling =
      built === null || !wanted('perf tools')
        ? null
        : await perfTools(built, brokers, 'bench.perf', records, bytes);
    if (ceiling) say(JSON.stringify(ceiling));
    const ours = all.find(({ group }) => group === hop.name);
    const profile = ours ? await profileOf(ours, ground, codec, PROFILED) : null;
    return {
      title: 'hop: one transform in one process',
      figures: {
        records,
        warmUp: WARM_UP,
        bytes,
        brokerJvm: BROKER_JVM,
        rows,
        failed,
        ceiling,
        profile: profile && { ...profile, functions: profile.functions.slice(0, 30) },
      },
      body: bodyOf(rows, failed, ceiling, records, bytes, profile),
      ...judged(rows, profile),
    };
  } finally {
    await log.close();
    await stack.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The figures that targets are about, and where the time of the runner goes. */
function judged(
  rows: readonly (Measured & Verdict)[],
  profile: ProfileSummary | null,
): Pick<BenchResult, 'measured' | 'where'> {
  const ours = rows.find(({ name }) => name === 'signalpost');
  const streams = rows.find(({ name }) => name.startsWith('Kafka Streams'));
  if (!ours) return { measured: {} };
  const where = profile ? whereText(profile, "The runner's thread") : '';
  const both = ours.cpuSecondsPerMillion + ours.brokerCpuSecondsPerMillion;
  const most = Math.round((availableParallelism() / both) * 1e6);
  const broker = `The runner takes ${ours.cpuSecondsPerMillion} s of a core per million, the broker ${ours.brokerCpuSecondsPerMillion} s besides: ${availableParallelism()} cores allow at most ${most.toLocaleString('en')} records/s.`;
  return {
    measured: {
      'hop.rate': ours.recordsPerSecond,
      ...(streams && {
        'hop.rateShare': ours.recordsPerSecond / streams.recordsPerSecond,
        'hop.cpuShare': ours.cpuSecondsPerMillion / streams.cpuSecondsPerMillion,
      }),
    },
    where: { 'hop.rate': `${broker} ${where}`, 'hop.rateShare': `${broker} ${where}`, 'hop.cpuShare': where },
  };
}

function bodyOf(
  rows: readonly (Measured & Verdict)[],
  failed: readonly string[],
  ceiling: Ceiling | null,
  records: number,
  bytes: number,
  profile: ProfileSummary | null,
): string {
  const lines = [
    `${records.toLocaleString('en')} engagements of ${bytes} bytes and a traceparent header, ${PARTITIONS} partitions, acks from all; ` +
      `the first ${WARM_UP.toLocaleString('en')} are warm-up. Decode Avro, look every word up, encode engagement and ` +
      'classification, produce; event ids are UUID version 5. The broker (both compilers, 1 GB heap) and this program use ' +
      'the same cores. Every output was read back: each input once, every 97th compared field by field.',
    '',
    table([
      [
        'contender',
        'guarantee',
        'records/s',
        'CPU s per million',
        'cores used',
        'broker CPU s per million',
        'peak RSS MiB',
        'broker RSS MiB',
        'missing',
        'doubled',
        'wrong',
      ],
      ...rows.map((row) => [
        row.name,
        row.guarantee,
        row.recordsPerSecond.toLocaleString('en'),
        row.cpuSecondsPerMillion,
        row.cores,
        row.brokerCpuSecondsPerMillion,
        row.peakMb,
        row.brokerResidentMb,
        row.missing,
        row.doubled,
        row.wrong,
      ]),
    ]),
    '',
    ...rows.map(({ name, settings }) => `- ${name}: ${settings}.`),
    ...failed.map((line) => `- Not measured: ${line}.`),
  ];
  if (ceiling) {
    lines.push(
      '',
      `Kafka's own perf tools on this broker: produce ${ceiling.produce.toLocaleString('en')} records/s, in transactions of 100 ms ` +
        `${ceiling.produceInTransactions.toLocaleString('en')}, consume ${ceiling.consume.toLocaleString('en')}.`,
    );
  }
  if (profile)
    lines.push(
      '',
      profileText(profile, `the runner in a run of its own, ${PROFILED.toLocaleString('en')} records`),
    );
  return lines.join('\n');
}
