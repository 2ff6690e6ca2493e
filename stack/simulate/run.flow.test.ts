import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SECRET, startRig, startTarget } from '../networks/testing.ts';
import type { Rig } from '../networks/testing.ts';
import { authorOf } from './message.ts';
import { simulate } from './run.ts';
import type { RunOptions } from './run.ts';

let rig: Rig;
const open: { close(): Promise<void> }[] = [];
beforeEach(async () => {
  rig = await startRig();
});
afterEach(async () => {
  await rig.close();
  for (const server of open.splice(0)) await server.close();
});

const messages = ['one', 'two & three', 'four ☕'].map((text, i) => ({
  id: `m${i}`,
  text,
  lang: 'en',
  author: authorOf(`m${i}`),
  gold: { sentiment: 'neutral' },
}));
const options = (webhookUrl: string): RunOptions => ({
  messages,
  count: 6,
  rate: 200,
  networks: ['x'],
  accounts: 1,
  repeat: 1,
  shuffle: false,
  controlUrl: rig.control,
  webhookUrl,
  appSecret: SECRET,
  folder: rig.dataDir,
  runId: 'run',
  maxInFlight: 100,
  timeoutMs: 5_000,
  random: () => 0.3,
});
const lines = async (path: string) =>
  (await readFile(path, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('a simulated load', () => {
  it('signs each webhook, and X accepts replies to what it named', async () => {
    const hook = await startTarget(() => ({ status: 200 }));
    open.push(hook);
    const report = await simulate({ ...options(hook.url), repeat: 2, shuffle: true });
    expect(report).toMatchObject({ planned: 12, answered2xx: 12, overload: 0, answers: { 200: 12 } });
    for (const post of hook.posts()) {
      expect(post.signature).toBe(
        `sha256=${createHmac('sha256', SECRET).update(post.body).digest('base64')}`,
      );
    }
    const ids = hook.posts().map((p) => JSON.parse(p.body).data.payload.id as string);
    expect(new Set(ids).size).toBe(6);
    const reply = { text: 'thanks', reply: { in_reply_to_tweet_id: ids[0] } };
    expect((await rig.x('POST', '/2/tweets', reply)).status).toBe(201);
  });

  it('journals every message with native id, times, answer and gold label', async () => {
    const hook = await startTarget((_, n) => ({ status: n === 2 ? 503 : 200 }));
    open.push(hook);
    const report = await simulate(options(hook.url));
    expect(report.answers).toEqual({ 200: 5, 503: 1 });
    const journal = await lines(report.journal);
    const sent = journal.filter((l) => l.type === 'sent');
    expect(sent.map((l) => `${l.id} ${l.round}`).toSorted()).toEqual([
      'm0 1',
      'm0 2',
      'm1 1',
      'm1 2',
      'm2 1',
      'm2 2',
    ]);
    const planned = journal.filter((l) => l.type === 'planned');
    expect(new Set(planned.map((l) => l.nativeId))).toEqual(new Set(sent.map((l) => l.nativeId)));
    expect(planned).toHaveLength(6);
    expect(sent[0]).toMatchObject({
      network: 'x',
      accountId: '1001',
      copy: 1,
      gold: { sentiment: 'neutral' },
    });
    for (const line of sent)
      expect(Date.parse(line.answeredAt)).toBeGreaterThanOrEqual(Date.parse(line.intendedAt));
  });

  it('counts what was due while too much was under way as overload and does not send it', async () => {
    const report = await simulate({
      ...options('http://127.0.0.1:9/webhooks/x'),
      rate: 100_000,
      maxInFlight: 2,
    });
    expect(report.overload).toBeGreaterThan(0);
    expect(report.overload + Object.values(report.answers).reduce((a, b) => a + b, 0)).toBe(6);
    expect((await lines(report.journal)).filter((l) => l.error === 'overload')).toHaveLength(report.overload);
  });

  it('writes to Mastodon accounts, which are made when they are missing', async () => {
    const report = await simulate({
      ...options('http://unused.example'),
      networks: ['mastodon'],
      accounts: 2,
    });
    expect(report.answers).toEqual({ 201: 6 });
    const own = await (await rig.mastodon('GET', '/api/v1/notifications')).json();
    expect(own).toHaveLength(3);
    const accounts = (await rig.state()).networks['mastodon']!['accounts'] as { handle: string }[];
    expect(accounts.map((a) => a.handle)).toEqual([
      'acmecoffee@social.example',
      'acmecoffee2@social.example',
    ]);
  });
});
