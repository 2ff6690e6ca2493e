/**
 * How many texts a second the light tier reads on one thread: `node models/bench.ts`.
 * Seen with this command on two shared cores (Node 24): sentiment 65,000, classify 18,000 to 22,000 texts per second of CPU.
 * Repeats the 2,000 validation tweets for three seconds per model; prints rates, checks nothing.
 */
import { mask } from './entities/pii/mask.ts';
import { scanEntities } from './entities/scan.ts';
import { hasData, readPaired } from './datasets.ts';
import type { ClassifyInput } from './ports.ts';
import { rulesClassifier } from './understanding/classifier.ts';
import { lexiconSentimentReader } from './understanding/sentiment.ts';

const SECONDS = 3;

function rate(name: string, texts: readonly string[], work: (text: string) => unknown): void {
  for (const text of texts) work(text);
  const begin = performance.now();
  const cpu = process.cpuUsage();
  let done = 0;
  while (performance.now() - begin < SECONDS * 1000) {
    for (const text of texts) work(text);
    done += texts.length;
  }
  const perSecond = done / ((performance.now() - begin) / 1000);
  const { user, system } = process.cpuUsage(cpu);
  const perCpu = done / ((user + system) / 1e6);
  const [wall, busy] = [perSecond, perCpu].map((n) => Math.round(n).toLocaleString('en').padStart(8));
  console.log(`${name.padEnd(12)} ${wall} texts/s ${busy} texts per second of CPU`);
}

if (!hasData('tweeteval/sentiment')) {
  console.log('absent: tweeteval/sentiment; nothing to measure with');
} else {
  const texts = readPaired('tweeteval/sentiment', 'val').map((row) => row.text);
  const input = (text: string): ClassifyInput => ({
    text,
    language: 'en',
    network: 'x',
    engagementKind: 'mention',
    mentionsBrand: true,
  });
  rate('sentiment', texts, (text) => lexiconSentimentReader.read(text, 'en'));
  rate('entities', texts, scanEntities);
  rate('mask', texts, (text) => mask(text));
  rate('classify', texts, (text) => rulesClassifier.classify(input(text)));
}
