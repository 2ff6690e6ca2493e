import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, expect, it, vi } from 'vitest';

vi.setConfig({ testTimeout: 120_000 });

const MAIN = new URL('../main.ts', import.meta.url).pathname;

async function run(input: string, ...args: string[]) {
  const child = spawn(process.execPath, [MAIN, 'classify', ...args], { stdio: 'pipe' });
  child.stdin.end(input);
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await ended;
  const lines = out.split('\n').filter((line) => line !== '');
  return { code, err, answers: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

describe('signalpost classify', () => {
  it('answers every line in order, a bad one in its place, and then ends with 1', async () => {
    const input =
      '{"id":"a","text":"I really love this coffee, thank you so much"}\n{"id":"b"\n{"id":3,"text":"me encanta este café, muchas gracias"}\n';
    const { code, answers } = await run(input, '--heads', 'sentiment,language');
    expect(code).toBe(1);
    expect(answers).toMatchObject([
      { id: 'a', modelVersion: expect.stringMatching(/^light-/), heads: { language: { label: 'en' } } },
      { id: null, line: 2, error: expect.stringMatching(/not JSON/) },
      { id: 3, heads: { sentiment: { label: 'positive' }, language: { label: 'es' } } },
    ]);
    expect(Object.keys(answers[0]!['heads'] as object)).toEqual(['sentiment', 'language']);
  });

  it('thousands of lines keep their order and number', async () => {
    const input = Array.from({ length: 5_000 }, (_, id) => JSON.stringify({ id, text: `text ${id}` })).join(
      '\n',
    );
    const { code, answers } = await run(input, '--heads', 'spam');
    expect(code).toBe(0);
    expect(answers.map((answer) => answer['id'])).toEqual(Array.from({ length: 5_000 }, (_, id) => id));
  });

  it('an unknown head and a file that is no weights file are refused by name', async () => {
    const unknown = await run('', '--heads', 'mood');
    expect(unknown).toMatchObject({ code: 1, err: expect.stringMatching(/no head "mood".*sentiment/) });
    const wrong = await run('', '--weights', MAIN);
    expect(wrong).toMatchObject({ code: 1, err: expect.stringMatching(/not a weights file/) });
  });
});
