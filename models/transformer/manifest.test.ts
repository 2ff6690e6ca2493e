import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadVerified, ModelRefused, modelVersionOf } from './manifest.ts';
import { writeTinyModel } from './testing.ts';

const folders: string[] = [];
async function folder(...given: Parameters<typeof writeTinyModel> extends [string, ...infer R] ? R : never) {
  const made = await mkdtemp(path.join(tmpdir(), 'signalpost-model-'));
  folders.push(made);
  await writeTinyModel(made, ...given);
  return made;
}
afterAll(async () => {
  for (const one of folders) await rm(one, { recursive: true });
});
const refusal = async (of: string): Promise<string> => {
  const error: unknown = await loadVerified(of).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ModelRefused);
  return (error as ModelRefused).message;
};

describe('the folder of a model', () => {
  it('is read when every file is what the manifest says', async () => {
    const { manifest, model, tokenizerConfig } = await loadVerified(await folder());
    expect(manifest).toMatchObject({ name: 'tiny', temperature: 1 });
    expect(modelVersionOf(manifest)).toBe(`tiny-1+${manifest.files['model.onnx'].slice(0, 8)}`);
    expect(model.length).toBeGreaterThan(100);
    expect(tokenizerConfig).toEqual({});
  });

  it.each(['model.onnx', 'tokenizer.json'])('is refused when one byte of %s differs', async (file) => {
    const made = await folder();
    await writeFile(path.join(made, file), ' ', { flag: 'a' });
    const said = await refusal(made);
    expect(said).toContain(file);
    expect(said).toMatch(
      /has the SHA-256 [0-9a-f]{64}, its manifest says [0-9a-f]{64}\. Copy the file again/,
    );
  });

  it.each(['model.onnx', 'tokenizer.json', 'manifest.json'])('is refused without %s', async (file) => {
    const made = await folder();
    await rm(path.join(made, file));
    expect(await refusal(made)).toContain(`${file} is not there`);
  });

  it.each([
    [
      'no sum',
      { files: { 'model.onnx': 'abc', 'tokenizer.json': 'a'.repeat(64) } },
      /files\.model\.onnx must be a SHA-256/,
    ],
    ['a file elsewhere', { files: { '../model.onnx': 'a'.repeat(64) } }, /files/],
    [
      'a label twice',
      { labels: ['negative', 'negative', 'positive'] },
      /labels must name negative, neutral, positive/,
    ],
    ['another task', { task: 'translation' }, /task/],
    ['a word that nobody knows', { extra: 1 }, /extra/],
    ['no licence', { licence: undefined }, /licence/],
    ['a later format', { format: 2 }, /format/],
  ])('is refused when its manifest has %s', async (_, wrong, words) => {
    expect(await refusal(await folder({ change: (manifest) => ({ ...manifest, ...wrong }) }))).toMatch(words);
  });

  it('is refused without quoting a manifest that is no JSON', async () => {
    const made = await folder();
    await writeFile(path.join(made, 'manifest.json'), '{"secret": ');
    const said = await refusal(made);
    expect(said).toContain('is not a JSON object');
    expect(said).not.toContain('secret');
  });
});
