/**
 * The hand-written cases and the rules have one author, so their F1 says too much. These are messages that others
 * wrote: bank customers' questions by intent (the terms for fraud were made looking at half of them), and tweets that
 * nobody has to answer within the hour.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { DATA_FOLDER, hasData, readPaired } from '../datasets.ts';
import { rulesClassifier } from '../understanding/classifier.ts';
import { halfOf } from './cases.ts';

vi.setConfig({ testTimeout: 60_000 });

/** Intents behind which money or access is being lost. A weak label: single messages of them are calm. */
const URGENT_INTENTS = new Set([
  'compromised_card',
  'lost_or_stolen_card',
  'lost_or_stolen_phone',
  'card_payment_not_recognised',
  'cash_withdrawal_not_recognised',
  'direct_debit_payment_not_recognised',
  'cancel_transfer',
]);
const LANGUAGES = ['english', 'german', 'french', 'spanish', 'italian', 'portuguese'] as const;
const ABSENT = (folder: string): string =>
  `the data set ${folder} is absent (SIGNALPOST_DATA_DIR names its folder)`;

const isHigh = (text: string): boolean =>
  rulesClassifier.classify({ text, network: 'x', engagementKind: 'mention', mentionsBrand: true }).urgency ===
  'high';

/** Rows of a CSV file (RFC 4180) of two columns, after its header. */
function rowsOf(file: string): [string, string][] {
  const text = gunzipSync(readFileSync(file)).toString('utf8');
  const cells = /("(?:[^"]|"")*"|[^,\r\n"]*)(,|\r?\n|$)/g;
  const values: string[] = [];
  for (const [, cell = ''] of text.trim().matchAll(cells))
    values.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
  const rows: [string, string][] = [];
  for (let i = 2; i + 1 < values.length; i += 2) rows.push([values[i]!, values[i + 1]!]);
  return rows;
}

describe('urgency of messages that others wrote', () => {
  it('most bank customers who are losing money or access are seen, and most alarms are right', (test) => {
    if (!hasData('banking77-intents')) test.skip(ABSENT('banking77-intents'));
    const rows = rowsOf(join(DATA_FOLDER, 'banking77-intents', 'train.csv.gz'));
    expect(rows.length).toBe(10_003);
    const part = rows.filter(([text]) => halfOf(text) === 'untouched');
    const urgent = part.filter(([, intent]) => URGENT_INTENTS.has(intent));
    const alarms = part.filter(([text]) => isHigh(text));
    const right = alarms.filter(([, intent]) => URGENT_INTENTS.has(intent)).length;
    console.log(
      `Banking77, untouched half: recall ${right}/${urgent.length}, precision ${right}/${alarms.length}`,
    );
    expect(right / urgent.length).toBeGreaterThan(0.55);
    expect(right / alarms.length).toBeGreaterThan(0.7);
  });

  for (const language of LANGUAGES) {
    it(`of ordinary ${language} tweets fewer than one in fifty is called urgent`, (test) => {
      const folder = `umsab-sentiment/${language}`;
      if (!hasData(folder)) test.skip(ABSENT(folder));
      const tweets = readPaired(folder, 'val');
      expect(tweets.length).toBeGreaterThan(300);
      expect(tweets.filter(({ text }) => isHigh(text)).length / tweets.length).toBeLessThan(0.02);
    });
  }
});
