/**
 * The README's section "On real messages", small: a data set in TweetEval's own format goes through the installation,
 * and the query of the README answers beside its labels.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ROOT } from '../../stack/home.ts';
import { startCollector, type Collector } from '../support/collector.ts';
import { eventually, startInstallation, type Installation } from '../support/installation.ts';

/** As TweetEval writes: people masked, commas and non-ASCII characters as \uXXXX, doubled quotes. Label, text. */
const ROWS = [
  [2, '"@user thank you so much\\u002c best coffee of my life \\u2764"'],
  [2, 'I love the new breakfast blend from @user\\u002c it is wonderful'],
  [2, 'Great service at @user today\\u002c the team was lovely'],
  [2, 'so happy with my order from @user \\ud83d\\ude0d thanks'],
  [2, '@user your baristas are amazing\\u002c what a perfect morning'],
  [2, '"@user ""excellent"" is the word for that espresso"'],
  [2, 'Fantastic experience again\\u002c @user never disappoints'],
  [0, '@user my delivery is late again and nobody answers\\u002c terrible'],
  [0, 'The coffee from @user was cold and awful. Very disappointed'],
  [0, '@user worst customer service I have ever had'],
  [0, 'I hate that @user closed the shop in my street\\u002c so sad'],
  [0, 'broken cup\\u002c wrong order\\u002c rude staff. Horrible day at @user'],
  [0, '@user the app crashes every time\\u002c I am really angry'],
  [0, 'This is disgusting &amp; unacceptable @user'],
  [1, '@user what time do you open on Saturday?'],
  [1, 'Meeting Anna at @user on Main Street tomorrow at 9'],
  [1, '@user opens a second shop in May according to the paper'],
  [1, 'Is there a @user near the station?'],
  [1, '@user do you sell gift cards online?'],
  [1, 'On the train now\\u002c then @user\\u002c then the office'],
] as const;
/** Two people say each of them. */
const ALL = [...ROWS, ...ROWS];

let data: string;
let installation: Installation;
let collector: Collector;
beforeAll(async () => {
  data = mkdtempSync(path.join(tmpdir(), 'real-input-'));
  const folder = path.join(data, 'tweeteval', 'sentiment');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'mapping.txt'), '0\tnegative\n1\tneutral\n2\tpositive\n');
  writeFileSync(path.join(folder, 'val_labels.txt'), ALL.map(([label]) => `${label}\n`).join(''));
  writeFileSync(path.join(folder, 'val_text.txt.gz'), gzipSync(ALL.map(([, text]) => `${text}\n`).join('')));
  vi.stubEnv('SIGNALPOST_DATA_DIR', data);
  collector = await startCollector();
  installation = await startInstallation({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    SIGNALPOST_TRACE_RATIO: '1',
  });
}, 180_000);
afterAll(async () => {
  await installation?.stop();
  await collector?.close();
  vi.unstubAllEnvs();
  rmSync(data, { recursive: true, force: true });
});

/** The answer of the README's query: name to value. */
async function answer(): Promise<Readonly<Record<string, string>>> {
  const query = readFileSync(path.join(ROOT, 'docs', 'queries', 'on-real-tweets.sql'), 'utf8');
  const { url, database } = installation.config.clickhouse;
  const response = await fetch(`${url}/?database=${database}`, { method: 'POST', body: query });
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return Object.fromEntries(
    [...text.matchAll(/^(\w+): +(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
  );
}

describe('a labelled data set', () => {
  it('all of it arrives, is classified, and is counted beside its labels', async () => {
    const said = await installation.signalpost(
      'simulate',
      '--from',
      'tweeteval-sentiment-val',
      '--rate',
      '20',
    );
    expect(said).toMatchObject({ code: 0, output: expect.stringContaining(`${ALL.length} gold labels`) });
    const settled = await eventually('every message has its end or waits', 60_000, async () => {
      const now = await answer();
      const ends = ['declined', 'held', 'posted', 'waiting_for_the_limit'];
      return ends.reduce((sum, name) => sum + Number(now[name]), 0) === ALL.length && now;
    });
    expect(settled).toMatchObject({ arrived: `${ALL.length}`, classified: `${ALL.length}` });
    expect(Number(settled['drafted']) + Number(settled['declined'])).toBe(ALL.length);
    expect(settled['model']).not.toBe('');
    // These say plainly how they feel; a reader that is right about fewer has been wired wrongly.
    expect(Number(settled['accuracy_percent'])).toBeGreaterThan(60);
    expect(Number(settled['macro_recall_percent'])).toBeGreaterThan(60);
  });

  it('each message is one trace, from its webhook to every read model', async () => {
    const whole = [
      'webhook',
      'normalise',
      'classify',
      'analyze',
      'show in tables',
      'show in views',
      'show in archive',
    ];
    const found = await eventually('a trace that reaches the read models', 30_000, async () =>
      [...collector.traces.values()].find((names) => whole.every((name) => names.has(name))),
    );
    expect(found).toBeDefined();
  });
});
