/**
 * How fast the light tier is on one thread, how soon it is there and how much memory it takes: `node
 * models/light/bench.ts`. Reads the validation tweets for some seconds with all heads, then runs `signalpost classify`
 * over many lines. Checks nothing; with `--write` the figures go beside the weights, where the report takes them from.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasData, readPaired } from '../datasets.ts';
import { DEFAULT_BENCH, DEFAULT_WEIGHTS } from './default.ts';
import { AnswerWriter } from './infer/answer-writer.ts';
import { LightReader } from './infer/reader.ts';
import { loadTier } from './infer/tier.ts';

const SECONDS = 4;
const LINES = 200_000;
const FOLDER = 'tweeteval/sentiment';
const MAIN = new URL('../../cli/main.ts', import.meta.url).pathname;

interface Rate {
  /** Texts a second. */
  readonly wall: number;
  /** Texts a second of CPU time: what is left when others use the machine too. */
  readonly cpu: number;
}

export interface BenchFigures {
  readonly modelVersion: string;
  readonly node: string;
  readonly cpu: string;
  /** Processes that wanted a core, on average over the last minute, and how many cores there are. */
  readonly load: number;
  readonly cores: number;
  /** Milliseconds from the file to the first answer. */
  readonly loadMs: number;
  /** Feature pass, sums and probabilities of all heads. */
  readonly allHeads: Rate;
  /** The same, and the answers as lines. */
  readonly answers: Rate;
  /** `signalpost classify` from start to end, all heads. */
  readonly classify: Rate & {
    readonly lines: number;
    /** Milliseconds for one line: what the start costs. */
    readonly startMs: number;
    /** Most memory that was resident, in MB. */
    readonly peakMb: number;
  };
}

const rate = (done: number, wallMs: number, cpuMs: number): Rate => ({
  wall: Math.round((done / wallMs) * 1000),
  cpu: Math.round((done / cpuMs) * 1000),
});

function measure(texts: readonly string[], work: (text: string) => unknown): Rate {
  for (const text of texts) work(text);
  const cpu = process.cpuUsage();
  const from = performance.now();
  let done = 0;
  while (performance.now() - from < SECONDS * 1000) {
    for (const text of texts) work(text);
    done += texts.length;
  }
  const { user, system } = process.cpuUsage(cpu);
  return rate(done, performance.now() - from, (user + system) / 1000);
}

/** One run of the command over a file of lines; memory and CPU as Linux counts them. */
async function runClassify(file: string): Promise<{ wallMs: number; cpuMs: number; peakMb: number }> {
  const input = openSync(file, 'r');
  const from = performance.now();
  const child = spawn(process.execPath, ['--max-semi-space-size=2', MAIN, 'classify'], {
    stdio: [input, 'ignore', 'inherit'],
  });
  let [cpuMs, peakMb] = [0, 0];
  const watch = setInterval(() => {
    try {
      const of = (name: string): string => readFileSync(`/proc/${child.pid}/${name}`, 'utf8');
      const ticks = of('stat')
        .replace(/^.*\) /, '')
        .split(' ');
      cpuMs = Math.max(cpuMs, (Number(ticks[11]) + Number(ticks[12])) * 10);
      const peakKb = Number(/VmHWM:\s+(\d+)/.exec(of('status'))?.[1] ?? 0);
      peakMb = Math.max(peakMb, peakKb / 1000);
    } catch {
      // It has ended, or this is no Linux: what was seen last stands.
    }
  }, 20);
  await once(child, 'exit');
  clearInterval(watch);
  closeSync(input);
  return { wallMs: performance.now() - from, cpuMs, peakMb };
}

if (import.meta.main) {
  const begin = performance.now();
  const tier = loadTier(DEFAULT_WEIGHTS);
  const reader = new LightReader(tier);
  reader.heads(reader.names)('hello');
  const loadMs = Math.round(performance.now() - begin);
  if (hasData(FOLDER)) {
    const texts = readPaired(FOLDER, 'val').map((row) => row.text);
    const allHeads = measure(texts, (text) => {
      tier.read(text);
      for (const head of tier.heads) tier.probabilities(head.name);
    });
    const writer = new AnswerWriter(reader, reader.names);
    const answers = measure(texts, (text) => {
      writer.answer('t1', text);
      if (writer.length > 50_000) writer.take();
    });
    const folder = mkdtempSync(join(tmpdir(), 'light-bench-'));
    const [one, many] = [join(folder, 'one.jsonl'), join(folder, 'many.jsonl')];
    const line = (id: number): string => `${JSON.stringify({ id, text: texts[id % texts.length] })}\n`;
    writeFileSync(one, line(0));
    writeFileSync(many, Array.from({ length: LINES }, (_, id) => line(id)).join(''));
    const start = await runClassify(one);
    const run = await runClassify(many);
    rmSync(folder, { recursive: true });
    const figures: BenchFigures = {
      modelVersion: tier.modelVersion,
      node: process.version,
      cpu: cpus()[0]!.model.trim(),
      load: Number(loadavg()[0]!.toFixed(1)),
      cores: cpus().length,
      loadMs,
      allHeads,
      answers,
      classify: {
        ...rate(LINES, run.wallMs, run.cpuMs),
        lines: LINES,
        startMs: Math.round(start.wallMs),
        peakMb: Math.round(run.peakMb),
      },
    };
    console.log(JSON.stringify(figures, null, 2));
    if (process.argv.includes('--write')) {
      writeFileSync(DEFAULT_BENCH, `${JSON.stringify(figures, null, 2)}\n`);
    }
  } else {
    console.log(`absent: ${FOLDER}; nothing to measure with`);
  }
}
