import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { BenchFigures } from './bench.ts';
import { DEFAULT_BENCH, DEFAULT_CARD } from './default.ts';
import { GATES } from './gates.ts';
import { measured, renderReport, REPORT } from './report.ts';
import type { ModelCard } from './train/card.ts';

const card = JSON.parse(readFileSync(DEFAULT_CARD, 'utf8')) as ModelCard;

const bench = JSON.parse(readFileSync(DEFAULT_BENCH, 'utf8')) as BenchFigures;

describe('report of the models', () => {
  it('is that of the card: whoever changes the weights writes it again (npm run report:models)', () => {
    expect(readFileSync(REPORT, 'utf8')).toBe(renderReport(card, bench));
  });

  it('measures every limit', () => {
    for (const gate of GATES) expect(measured(card, gate)).not.toBeNull();
  });

  it('names what misses its limit', () => {
    const broken = { ...card, heads: card.heads.filter((head) => head.name !== 'toxic') };
    expect(renderReport(broken, bench)).toContain('not measured');
    const bad = JSON.parse(JSON.stringify(card)) as {
      heads: { name: string; scores: { macroF1: number }[] }[];
    };
    bad.heads.find((head) => head.name === 'toxic')!.scores[0]!.macroF1 = 12.3;
    expect(renderReport(bad as unknown as ModelCard, bench)).toContain('12.3 **misses**');
  });
});
