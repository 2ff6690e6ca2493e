import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { scratch } from './scratch.ts';

const MAIN = join(import.meta.dirname, 'main.ts');
const TOKENS = {
  SIGNALPOST_X_APP_SECRET: 'secret',
  SIGNALPOST_X_TOKEN: 'x-token',
  SIGNALPOST_MASTODON_TOKEN: 'm-token',
};

/** @param blocks greatest size of any file that the process writes, in KiB */
async function start(dataDir: string, blocks?: number) {
  const env = { ...process.env, ...TOKENS, NETWORKS_DATA_DIR: dataDir };
  const script = blocks === undefined ? 'exec "$0" "$1"' : `ulimit -f ${blocks}; exec "$0" "$1"`;
  const child = spawn('bash', ['-c', script, process.execPath, MAIN], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit').then(([code]) =>
    Promise.reject(new Error(`main.ts exited with ${String(code)}`)),
  );
  exited.catch(() => undefined);
  const [line] = (await Promise.race([once(createInterface({ input: child.stdout }), 'line'), exited])) as [
    string,
  ];
  const { urls, control } = JSON.parse(line) as { urls: { x: string; mastodon: string }; control: string };
  const post = async (text: string) => {
    const body = JSON.stringify({ text });
    const answer = await fetch(`${urls.x}/2/tweets`, {
      method: 'POST',
      body,
      headers: { authorization: 'Bearer x-token' },
    });
    return { status: answer.status, id: ((await answer.json()) as { data?: { id: string } }).data?.id ?? '' };
  };
  return { child, urls, control, post };
}

describe('the simulated networks as a process', () => {
  it('killed right after a 201 still know the post, and never give its id again', async () => {
    const dataDir = await scratch();
    const ids: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      const running = await start(dataDir);
      for (let n = 0; n < 3; n += 1) ids.push((await running.post(`round ${round} post ${n}`)).id);
      running.child.kill('SIGKILL');
      await once(running.child, 'exit');
    }
    const lines = (await readFile(join(dataDir, 'x.posts.jsonl'), 'utf8')).trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { nativePostId: string }).nativePostId)).toEqual(ids);
    expect(new Set(ids).size).toBe(9);
    const again = await start(dataDir);
    const state = (await (await fetch(`${again.control}/state`)).json()) as {
      networks: { x: { posts: number } };
    };
    expect(state.networks.x.posts).toBe(9);
    again.child.kill('SIGTERM');
    expect((await once(again.child, 'exit'))[0]).toBe(0);
  });

  it('answers no 201 for a post that the disk did not take', async () => {
    const dataDir = await scratch();
    const running = await start(dataDir, 2);
    const accepted: string[] = [];
    for (let n = 0; n < 20; n += 1) {
      const answer = await running.post(`${'long '.repeat(20)}${n}`).catch(() => null);
      if (answer?.status !== 201) break;
      accepted.push(answer.id);
    }
    running.child.kill('SIGKILL');
    const text = await readFile(join(dataDir, 'x.posts.jsonl'), 'utf8');
    const whole = text.split('\n').slice(0, -1);
    expect(accepted.length).toBeGreaterThan(0);
    expect(accepted.length).toBeLessThan(20);
    expect(whole.map((line) => (JSON.parse(line) as { nativePostId: string }).nativePostId)).toEqual(
      accepted,
    );
  });

  it('names every missing setting at once and exits 78 (EX_CONFIG of sysexits.h)', async () => {
    const child = spawn(process.execPath, [MAIN], {
      env: { PATH: process.env['PATH'] },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let text = '';
    child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
    expect((await once(child, 'close'))[0]).toBe(78);
    for (const name of ['NETWORKS_DATA_DIR', ...Object.keys(TOKENS)])
      expect(text).toContain(`${name} is not set`);
  });
});
