/** The real packages with a graph of a few hundred bytes, in this thread and in one of its own. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ModelRefused } from './manifest.ts';
import { openModel, type TextModel } from './model.ts';
import { readingOf } from './reading.ts';
import { tinyGraph, writeTinyModel } from './testing.ts';
import { openModelThread } from './thread.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'signalpost-model-'));
  await writeTinyModel(folder);
});
afterAll(() => rm(folder, { recursive: true }));

const labelsOf = async (model: TextModel, texts: readonly string[]) =>
  (await model.run(texts)).map((outputs) => readingOf(outputs, model.about).label);

describe.each([
  ['in this thread', openModel],
  ['in a thread of its own', (of: string) => openModelThread(of)],
])('a model %s', (_, open) => {
  it('answers every text of a batch, in its order, whatever else is in the batch', async () => {
    const model = await open(folder);
    expect(model.about).toMatchObject({ languages: ['en'], labels: ['negative', 'neutral', 'positive'] });
    expect(model.about.modelVersion).toMatch(/^tiny-1\+[0-9a-f]{8}$/);
    const texts = ['good cups', 'bad bad cup, bad', 'a cup', '', 'Good, but bad', 'GOOD '.repeat(500)];
    expect(await labelsOf(model, texts)).toEqual([
      'positive',
      'negative',
      'neutral',
      'neutral',
      'neutral',
      'positive',
    ]);
    const alone = await Promise.all(texts.map(async (text) => (await model.run([text]))[0]));
    const together = await model.run(texts);
    together.forEach((outputs, row) =>
      outputs.forEach((output, at) => expect(output).toBeCloseTo(alone[row]![at]!, 5)),
    );
    await model.close();
  });

  it('is refused with the name of the file when a byte was changed, or the graph is another', async () => {
    const other = await mkdtemp(path.join(tmpdir(), 'signalpost-model-'));
    try {
      await writeTinyModel(other, { graph: tinyGraph({ input: 'pixels' }) });
      await expect(open(other)).rejects.toThrow(/model\.onnx in .* cannot be used: it wants pixels/);
      await writeTinyModel(other, { graph: Buffer.from('no graph at all') });
      await expect(open(other)).rejects.toThrow(ModelRefused);
      await writeTinyModel(other);
      await writeFile(path.join(other, 'tokenizer.json'), '{}');
      await expect(open(other)).rejects.toThrow(/tokenizer\.json has the SHA-256/);
    } finally {
      await rm(other, { recursive: true });
    }
  });
});

describe('a model that takes token types', () => {
  it('gets zeros: there is one text', async () => {
    const other = await mkdtemp(path.join(tmpdir(), 'signalpost-model-'));
    await writeTinyModel(other, { graph: tinyGraph({ segments: true }) });
    const [with3, with2] = [await openModel(other), await openModel(folder)];
    const texts = ['good cups', 'bad', 'a cup'];
    expect(await with3.run(texts)).toEqual(await with2.run(texts));
    await Promise.all([with3.close(), with2.close(), rm(other, { recursive: true })]);
  });
});

describe('a thread of a model', () => {
  /** Answers with how often its thread has answered; ends at the word. */
  const FRAGILE = `
    import { parentPort } from 'node:worker_threads';
    let count = 0;
    parentPort.on('message', ({ id, texts }) => {
      if (texts[0] === 'end') process.exit(1);
      if (texts[0] === 'fail') return parentPort.postMessage({ kind: 'failed', id, error: 'RangeError' });
      parentPort.postMessage({ kind: 'answers', id, outputs: [[++count, 0, 0]] });
    });
    parentPort.postMessage({ kind: 'ready', about: { modelVersion: 'fragile-1' } });`;

  it('that ends fails what was asked, and is there again for the next text', async () => {
    const script = path.join(folder, 'fragile.mjs');
    await writeFile(script, FRAGILE);
    const model = await openModelThread(folder, pathToFileURL(script));
    expect(await model.run(['one'])).toEqual([[1, 0, 0]]);
    await expect(model.run(['fail'])).rejects.toThrow('the model failed with RangeError');
    expect(await model.run(['two'])).toEqual([[2, 0, 0]]);
    await expect(model.run(['end'])).rejects.toThrow('the thread of the model ended');
    expect(await model.run(['three'])).toEqual([[1, 0, 0]]);
    await model.close();
  });

  it('answers nothing more once it is closed', async () => {
    const model = await openModelThread(folder);
    const asked = model.run(['good']);
    await model.close();
    await Promise.allSettled([asked]);
    await expect(model.run(['good'])).rejects.toThrow('closed');
  });
});
