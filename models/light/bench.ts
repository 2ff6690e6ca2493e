/**
 * How fast the light tier is on one thread: `node models/light/bench.ts`. Loads the weights, reads the validation
 * tweets for some seconds with all heads, prints rates, time to load and memory; checks nothing.
 */
import { hasData, readPaired } from '../datasets.ts';
import { DEFAULT_WEIGHTS } from './default.ts';
import { LightReader } from './infer/reader.ts';
import { loadTier } from './infer/tier.ts';

const SECONDS = 4;
/** The most that one text may cost is told as a percentile. */
const PERCENTILES = [50, 99] as const;

const FOLDER = 'tweeteval/sentiment';
const begin = performance.now();
const tier = loadTier(DEFAULT_WEIGHTS);
const loaded = performance.now() - begin;
console.log(`loaded in ${loaded.toFixed(0)} ms, ${tier.heads.length} heads, ${tier.modelVersion}`);

function measure(name: string, texts: readonly string[], work: (text: string) => unknown): void {
  for (const text of texts) work(text);
  const cpu = process.cpuUsage();
  const from = performance.now();
  let done = 0;
  while (performance.now() - from < SECONDS * 1000) {
    for (const text of texts) work(text);
    done += texts.length;
  }
  const wall = done / ((performance.now() - from) / 1000);
  const { user, system } = process.cpuUsage(cpu);
  const busy = done / ((user + system) / 1e6);
  const times = texts.map((text) => {
    const started = performance.now();
    work(text);
    return (performance.now() - started) * 1000;
  });
  times.sort((a, b) => a - b);
  const late = PERCENTILES.map((p) => `p${p} ${times[Math.floor((times.length * p) / 100)]!.toFixed(0)} µs`);
  const [w, b] = [wall, busy].map((rate) => Math.round(rate).toLocaleString('en').padStart(9));
  console.log(`${name.padEnd(24)} ${w} texts/s, ${b} per second of CPU, ${late.join(', ')}`);
}

if (!hasData(FOLDER)) {
  console.log(`absent: ${FOLDER}; nothing to measure with`);
} else {
  const texts = readPaired(FOLDER, 'val').map((row) => row.text);
  measure('all heads, probabilities', texts, (text) => {
    tier.read(text);
    for (const head of tier.heads) tier.probabilities(head.name);
  });
  const reader = new LightReader(tier);
  const read = reader.heads(reader.names);
  measure('all heads, objects', texts, (text) => read(text));
  console.log(`${Math.round(process.memoryUsage().rss / 1e6)} MB resident`);
}
