import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { trainedSentiment } from './testing.ts';
import { keepWeights, WeightsFolder } from './weights-folder.ts';

const ones = ['one', 'two', 'three'].map((name) => trainedSentiment(name));
const shas = ones.map(({ card }) => card.sha256);
let folder: string;
let now = 0;
let refused: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weights-'));
  [now, refused] = [0, []];
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (mostLoaded = 2) =>
  new WeightsFolder({ folder, now: () => now, onRefused: (_, problem) => refused.push(problem), mostLoaded });

describe('adopted weights', () => {
  it('lie under their hash, once, and answer', () => {
    for (const { file } of [...ones, ...ones]) keepWeights(join(folder, 'new'), file);
    expect(readdirSync(join(folder, 'new')).sort()).toEqual(shas.map((sha) => `${sha}.spw`).sort());
    expect(() => keepWeights(folder, Buffer.from('{}'))).toThrow(/not a weights file/);
  });

  it('never more than so many are loaded, those asked for last', () => {
    for (const { file } of ones) keepWeights(folder, file);
    const weights = open();
    const first = weights.get(shas[0]!);
    weights.get(shas[1]!);
    expect(weights.get(shas[0]!)).toBe(first);
    weights.get(shas[2]!);
    expect(weights.size).toBe(2);
    expect(weights.get(shas[0]!)).toBe(first);
    expect(refused).toEqual([]);
  });

  it('are refused where they are absent, damaged, or not what the name says; tried again after a minute', () => {
    const [absent, damaged, renamed] = shas as [string, string, string];
    writeFileSync(join(folder, `${damaged}.spw`), ones[1]!.file.with(200, 1));
    writeFileSync(join(folder, `${renamed}.spw`), ones[0]!.file);
    const weights = open();
    for (const sha of [absent, damaged, renamed, absent, '../../etc']) expect(weights.get(sha)).toBeNull();
    expect(refused).toEqual([
      expect.stringMatching(/ENOENT/),
      expect.stringMatching(/damaged/),
      'the file is not what its name says',
      'not a SHA-256',
    ]);
    keepWeights(folder, ones[0]!.file);
    now = 59_999;
    expect(weights.get(absent)).toBeNull();
    now = 60_000;
    expect(weights.get(absent)?.modelVersion).toBe(ones[0]!.card.modelVersion);
  });
});
