import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { ADOPTABLE } from '../../models/light/adoptable.ts';
import { DEFAULT_CARD, defaultReader } from '../../models/light/default.ts';
import type { LightReader } from '../../models/light/infer/reader.ts';
import { mixedHeads } from '../../models/light/mixed.ts';
import { lightSentimentReader, lightToneReader } from '../../models/light/ports.ts';
import { sampleEvent } from '../../topics/golden/sample.ts';
import type { AnyEvent } from '../../topics/events.ts';
import { AdoptedModels } from './adopted-models.ts';
import { readModelCard } from './model-cards.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'cards-'));
afterAll(() => rmSync(folder, { recursive: true }));
const program = readModelCard(DEFAULT_CARD);
const gate = { ...program, name: 'gate', modelVersion: 'gate-1', heads: [] };
const ACME = { tenantId: 'demo', workspaceId: 'acme' };
const SHA = 'ab'.repeat(32);
const card = { ...program, name: 'own', modelVersion: 'own-1', sha256: SHA };
writeFileSync(path.join(folder, `${SHA}.card.json`), JSON.stringify(card));

function told(head: string, sha256: string | null, modelVersion: string | null): AnyEvent {
  const sample = sampleEvent('ModelAdopted');
  if (sample.type !== 'ModelAdopted') throw new Error('not an adoption');
  const data = { ...sample.data, head, sha256, modelVersion, verdict: 'better', reason: null };
  return { ...sample, ...ACME, recordedAt: Date.UTC(2026, 10, 30), data };
}

function models() {
  const missing: string[] = [];
  let now = 0;
  const of = new AdoptedModels({
    program,
    others: [gate],
    folder,
    now: () => now,
    onMissing: (sha) => missing.push(sha),
  });
  return { of, missing, wait: (ms: number) => (now += ms) };
}

const headsOf = ({ heads }: { readonly heads: readonly { readonly name: string }[] }) =>
  heads.map(({ name }) => name);

describe('the models in use in a workspace', () => {
  it('are the program’s where it has adopted none', () => {
    const { of } = models();
    const { cards, versions } = of.inUse(ACME);
    expect(cards).toEqual([
      { ...program, adopted: [] },
      { ...gate, adopted: [] },
    ]);
    expect(versions).toEqual({ sentiment: program.modelVersion, tone: program.modelVersion });
    expect(of.workspaces).toEqual([]);
  });

  it('are its own for the heads that it adopted, with their card, and the program’s for the rest', () => {
    const { of } = models();
    of.apply(told('sentiment', SHA, 'own-1'));
    of.apply(told('spam', SHA, 'own-1'));
    const [own, rest] = of.inUse(ACME).cards;
    expect(headsOf(own!)).toEqual(
      headsOf(program).filter((name) => name === 'sentiment' || /^spam|^channel$/.test(name)),
    );
    expect(own?.adopted).toMatchObject([
      { head: 'sentiment', verdict: 'better', adoptedAt: '2026-11-30T00:00:00.000Z' },
      { head: 'spam' },
    ]);
    expect(headsOf(rest!)).toEqual(headsOf(program).filter((name) => !headsOf(own!).includes(name)));
    expect(of.workspaces).toEqual([ACME]);
    const other = of.inUse({ ...ACME, tenantId: 'rival' });
    expect(other.cards).toHaveLength(2);
  });

  it('are the program’s again when it has given them up', () => {
    const { of } = models();
    of.apply(told('irony', SHA, 'own-1'));
    of.apply(told('irony', null, null));
    expect(of.inUse(ACME).cards[0]).toEqual({ ...program, adopted: [] });
    expect(of.workspaces).toEqual([]);
  });

  it('whose card is not here, or is of others, are named all the same; it is looked for again after a minute', () => {
    const { of, missing, wait } = models();
    const others = 'cd'.repeat(32);
    of.apply(told('irony', others, 'gone-1'));
    expect(of.inUse(ACME).cards[0]).toMatchObject({ modelVersion: 'gone-1', heads: [] });
    of.inUse(ACME);
    expect(missing).toEqual([others]);
    writeFileSync(path.join(folder, `${others}.card.json`), JSON.stringify(card));
    wait(60_000);
    expect(of.inUse(ACME).cards[0]?.heads).toEqual([]);
    writeFileSync(path.join(folder, `${others}.card.json`), JSON.stringify({ ...card, sha256: others }));
    wait(60_000);
    expect(of.inUse(ACME).cards[0]?.heads.map(({ name }) => name)).toEqual(['irony']);
    expect(missing).toEqual([others, others]);
  });

  it('are named as the answers in the log name them, whatever was adopted', () => {
    const reader = defaultReader();
    const named = (modelVersion: string) =>
      ({
        heads: (names: readonly string[]) => (text: string) => ({
          ...reader.heads(names)(text),
          modelVersion,
        }),
      }) as unknown as LightReader;
    const readers = { 'own-1': named('own-1'), 'own-2': named('own-2') } as const;
    const choices = fc.constantFrom(null, 'own-1' as const, 'own-2' as const);
    fc.assert(
      fc.property(fc.record(Object.fromEntries(ADOPTABLE.map((head) => [head, choices]))), (chosen) => {
        const { of } = models();
        for (const [head, version] of Object.entries(chosen))
          if (version !== null) of.apply(told(head, version === 'own-1' ? SHA : 'cd'.repeat(32), version));
        const mixed = mixedHeads(reader, (head) => {
          const version = chosen[head] ?? null;
          return version === null ? null : readers[version];
        });
        const sentiment = lightSentimentReader(mixed, { read: () => expect.fail('not asked') });
        expect(of.inUse(ACME).versions).toEqual({
          sentiment: sentiment.read('I love it', 'en').modelVersion,
          tone: lightToneReader(mixed).read('I love it').modelVersion,
        });
      }),
    );
  });
});
