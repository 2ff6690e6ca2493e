/** The processors' process as it is started, up to the point where it would need a server. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeTinyModel } from '../models/transformer/testing.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'signalpost-model-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function run(env: Readonly<Record<string, string>>): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'main.ts'), 'refine'], {
    env: {
      ...process.env,
      SIGNALPOST_HOME: folder,
      KAFKA_BROKERS: '127.0.0.1:1',
      SCHEMA_REGISTRY_URL: 'http://127.0.0.1:1',
      CLICKHOUSE_URL: 'http://127.0.0.1:1',
      REDIS_URL: 'redis://127.0.0.1:1',
      ...env,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (part: Buffer) => (said += part.toString()));
  const { promise, resolve } = Promise.withResolvers<number | null>();
  child.on('close', resolve);
  return { code: await promise, said };
}

describe('the processors’ process', { timeout: 60_000 }, () => {
  it('does not start the second look without a model', async () => {
    expect(await run({ SIGNALPOST_TRANSFORMER_DIR: '' })).toEqual({
      code: 78,
      said: 'refine needs a model: set SIGNALPOST_TRANSFORMER_DIR\n',
    });
  });

  it('ends with what is wrong when a file of the model is not the one that its manifest names', async () => {
    await writeTinyModel(folder);
    await writeFile(path.join(folder, 'model.onnx'), 'another');
    const { code, said } = await run({ SIGNALPOST_TRANSFORMER_DIR: folder });
    expect(code).toBe(78);
    expect(said).toMatch(/model\.onnx has the SHA-256 \w+, its manifest says \w+\. Copy the file again/);
    expect(said.split('\n')).toHaveLength(2);
  });
});
