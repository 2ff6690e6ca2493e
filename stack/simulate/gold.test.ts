import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { goldLabels } from './gold.ts';

it('every message that was sent gives its labels once, and nothing else does', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'gold-'));
  const journal = path.join(folder, 'run.jsonl');
  const sent = {
    type: 'sent',
    network: 'x',
    accountId: '1001',
    nativeId: '7',
    gold: { sentiment: 'positive', note: 3 },
  };
  const lines = [
    { type: 'planned', network: 'x', accountId: '1001', nativeId: '6', gold: { sentiment: 'neutral' } },
    sent,
    { ...sent, copy: 1 },
    {
      type: 'sent',
      network: 'mastodon',
      accountId: '2001',
      nativeId: '8',
      statusId: '9',
      gold: { sentiment: 'negative' },
    },
    { type: 'sent', network: 'x', accountId: '1001', nativeId: '10' },
  ];
  writeFileSync(journal, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  try {
    expect(await goldLabels(journal, 'r')).toEqual([
      { run_id: 'r', account_id: 'x:1001', native_id: '7', name: 'sentiment', value: 'positive' },
      { run_id: 'r', account_id: 'mastodon:2001', native_id: '9', name: 'sentiment', value: 'negative' },
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
