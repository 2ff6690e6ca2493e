/**
 * Weights of a workspace's own, from the labels of people to the verdicts: people label, an operator exports, trains,
 * compares, adopts and gives up, and everybody who reads or shows the workspace's messages goes along.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReplayReport } from '../../cli/replay/run.ts';
import type { InUse } from '../../projections/read/adopted-models.ts';
import type { ModelDrift } from '../../projections/read/drift.ts';
import type { LabelSample } from '../../projections/read/label-sample.ts';
import { authorOf, type SimulatedMessage } from '../../stack/simulate/message.ts';
import { isInLabelSample } from '../../topics/label-sample.ts';
import type { Event } from '../../topics/events.ts';
import { eventually, red, startInstallation, type Installation } from '../support/installation.ts';

/** Words of this brand's own world, which no model knows, and how its people feel when they use them. */
const JARGON = { zorped: 'positive', blipped: 'negative', quonned: 'neutral' } as const;
const THINGS =
  'coffee cup table bill queue cake door music window chair roll tea menu garden counter milk jar lamp spoon plate';
const PLACES = 'harbour station market bridge castle museum theatre airport river library square tower';

/** Texts of which no two are copies of each other, each with the label that people here give it. */
function* messages(salt: string): Generator<SimulatedMessage> {
  for (const place of PLACES.split(' '))
    for (const thing of THINGS.split(' '))
      for (const [word, sentiment] of Object.entries(JARGON))
        for (const time of ['today', 'yesterday']) {
          const id = `${salt}-${place}-${thing}-${word}-${time}`;
          const text = `${salt}: the ${thing} at the ${place} was ${word} ${time}`;
          yield { id, text, lang: 'en', author: authorOf(id), gold: { sentiment } };
        }
}
const goldOf = (text: string): string => {
  const word = Object.keys(JARGON).find((one) => text.includes(one)) as keyof typeof JARGON;
  return JARGON[word];
};

const LABELLED = 1_400;
const CORRECTED = 330;
const ASKED = 55;
/** Enough for an index of the drift. */
const AFTER = 260;

let installation: Installation;
let folder: string;
const file = (name: string): string => path.join(folder, name);
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'adopt-'));
  installation = await startInstallation({ SIGNALPOST_DEMO_WORKSPACES: '2' });
}, 180_000);
afterAll(async () => {
  await installation?.stop();
  rmSync(folder, { recursive: true });
});

type Analyzed = Event<'EngagementAnalyzed'>;

let batches = 0;

/** Sends texts to the accounts of X of both workspaces, in turn; gives what was read of them, by workspace. */
async function said(name: string, count: number): Promise<Map<string, Analyzed[]>> {
  batches += 1;
  const salt = `${name} ${batches}`;
  const texts = [...messages(salt)].slice(0, count);
  await installation.load({ count, rate: 100, networks: ['x'], messages: texts, accounts: 2 });
  const found = await eventually(`${count} texts are read`, 150_000, async () => {
    const events = await installation.events('EngagementAnalyzed');
    const theirs = events.filter(({ data }) => data.engagement.text.includes(`${salt}:`));
    return theirs.length === count && theirs;
  });
  return Map.groupBy(found, ({ workspaceId }) => workspaceId);
}

/** Says what is right; the read models may be a moment behind what the log has. */
async function label(id: string, body: object): Promise<void> {
  const said = { head: 'sentiment', ...body };
  await eventually(`${id} is labelled`, 20_000, async () => {
    const { status } = await installation.api('POST', `/api/v1/engagements/${id}/labels`, said);
    return status === 200;
  });
}

/** Words of a command line without spaces in them. */
const signalpost = (line: string) => installation.signalpost(...line.split(' '));

async function exported(name: string, ...args: readonly string[]): Promise<number> {
  const { code, output } = await installation.signalpost('labels', 'export', '--head', 'sentiment', ...args);
  expect(code).toBe(0);
  const lines = output.split('\n').filter((line) => line.startsWith('{'));
  writeFileSync(file(name), `${lines.join('\n')}\n`);
  return lines.length;
}

const compared = (): string[] => {
  const sets = ['--examples', file('comparison.jsonl'), '--unselected', file('unselected.jsonl')];
  return ['--head', 'sentiment', '--candidate', file('own.spw'), ...sets];
};
const models = async () =>
  (await installation.api<{ items: InUse['cards'] }>('GET', '/api/v1/models')).body.items;
const drifts = async () =>
  (await installation.api<{ items: readonly ModelDrift[] }>('GET', '/api/v1/models/drift')).body.items;
const headNames = (card: InUse['cards'][number] | undefined) => card?.heads.map(({ name }) => name);

let own = '';
let program = '';

describe('weights of a workspace’s own', () => {
  it('people correct labels, and label what chance picks; neither is mixed with the other', async () => {
    const read = (await said('before', LABELLED)).get('acme') ?? [];
    program = read[0]?.data.sentiment.modelVersion ?? '';
    const wrong = read.filter(
      ({ data: { engagement, sentiment } }) =>
        sentiment.label !== goldOf(engagement.text) && !isInLabelSample(engagement.engagementId),
    );
    expect(wrong.length).toBeGreaterThan(CORRECTED);
    for (const { data } of wrong.slice(0, CORRECTED))
      await label(data.engagement.engagementId, {
        label: goldOf(data.engagement.text),
        previousLabel: data.sentiment.label,
      });

    const sample = async () =>
      (await installation.api<LabelSample>('GET', '/api/v1/labels/sample?head=sentiment&limit=100')).body;
    // One in twenty of 700: too few for a comparison, so people go on writing until there are enough.
    while ((await sample()).waiting < ASKED) await said('more', 500);
    const asked = (await sample()).items.slice(0, ASKED);
    expect(asked.every(({ engagementId }) => isInLabelSample(engagementId))).toBe(true);
    for (const { engagementId, text } of asked)
      await label(engagementId, { label: goldOf(text), unselected: true });
    const rest = await eventually('nobody is asked about them any more', 30_000, async () => {
      const found = await sample();
      return found.labelled === ASKED && found.items.map(({ engagementId }) => engagementId);
    });
    for (const { engagementId } of asked) expect(rest).not.toContain(engagementId);
    const [picked] = wrong;
    const refused = await installation.api(
      'POST',
      `/api/v1/engagements/${picked?.data.engagement.engagementId}/labels`,
      { head: 'sentiment', label: 'positive', unselected: true },
    );
    expect(refused).toMatchObject({ status: 422, body: { code: 'not_in_sample' } });
  }, 400_000);

  it('an operator exports them in parts, and trains', async () => {
    const parts = await exported('all.jsonl');
    expect(parts).toBe(CORRECTED);
    const training = await exported('training.jsonl', '--part', 'training');
    const comparison = await exported('comparison.jsonl', '--part', 'comparison');
    expect(training + comparison).toBe(CORRECTED);
    expect(comparison).toBeGreaterThan(50);
    expect(await exported('unselected.jsonl', '--unselected')).toBe(ASKED);
    const classes = ['negative', 'neutral', 'positive'];
    // What the program reads rightly is never corrected: whoever trains adds texts of that kind.
    const ordinary = ['ours', 'shop', 'post']
      .flatMap((salt) => [...messages(salt)])
      .filter(({ text }, index) => goldOf(text) === 'neutral' && index % 5 === 0);
    const lines = ordinary.map(({ text }) => JSON.stringify({ text, label: 'neutral' }));
    writeFileSync(file('ordinary.jsonl'), lines.join('\n'));
    const sources = ['training', 'ordinary'].map((name) => ({
      name,
      format: 'jsonl',
      file: `${name}.jsonl`,
    }));
    const head = { name: 'sentiment', kind: 'softmax', classes, bits: 16, sources };
    writeFileSync(file('task.json'), JSON.stringify({ name: 'own', folds: 2, heads: [head] }));
    const args = ['train', file('task.json'), '--date', '2026-12-01', '--out', file('own.spw')];
    const trained = await installation.signalpost(...args);
    expect(trained).toMatchObject({ code: 0 });
    own = (JSON.parse(readFileSync(file('own.card.json'), 'utf8')) as { modelVersion: string }).modelVersion;
  }, 120_000);

  it('compares them: better where people corrected, and where chance asked', async () => {
    const { code, output } = await installation.signalpost('models', 'compare', ...compared());
    expect(output).toMatch(/verdict +better/);
    expect(code).toBe(0);
    const learned = await signalpost(
      `models compare --head sentiment --candidate ${file('own.spw')} --examples ${file('training.jsonl')}`,
    );
    expect(learned.output).toContain('the candidate has learned from');
    expect(learned.code).not.toBe(0);
  }, 60_000);

  it('adopts them: from then on they read that workspace, and no other', async () => {
    const adopted = await installation.signalpost('models', 'adopt', ...compared());
    expect(adopted).toMatchObject({ code: 0 });
    expect(adopted.output).toContain(`${own} reads sentiment in acme from now on`);
    const [event] = await installation.events('ModelAdopted');
    expect(event).toMatchObject({
      workspaceId: 'acme',
      data: { head: 'sentiment', modelVersion: own, inUseVersion: program, verdict: 'better' },
    });
    // A process knows of an event within a second or two; what it reads before then is the program's.
    await eventually('the first verdict of theirs', 60_000, async () => {
      const probe = await said('probe', 2);
      return probe.get('acme')?.some(({ data }) => data.sentiment.modelVersion.includes(own));
    });
    const read = await said('after', 2 * AFTER);
    const theirs = read.get('acme') ?? [];
    expect(new Set(theirs.map(({ data }) => data.sentiment.modelVersion))).toEqual(
      new Set([`${program}+${own}`]),
    );
    expect(new Set(theirs.map(({ data }) => data.tone?.modelVersion))).toEqual(new Set([program]));
    const right = theirs.filter(({ data }) => data.sentiment.label === goldOf(data.engagement.text)).length;
    expect(right / theirs.length).toBeGreaterThan(0.9);
    const others = read.get('acme-2') ?? [];
    expect(others.length).toBeGreaterThan(AFTER / 2);
    expect(new Set(others.map(({ data }) => data.sentiment.modelVersion))).toEqual(new Set([program]));
  }, 180_000);

  it('their card is shown beside the program’s, and their scores of the week are measured against it', async () => {
    const [card, rest] = await models();
    expect(card).toMatchObject({ modelVersion: own, adopted: [{ head: 'sentiment', verdict: 'better' }] });
    expect(headNames(card)).toEqual(['sentiment']);
    expect(rest?.modelVersion).toBe(program);
    expect(headNames(rest)).not.toContain('sentiment');
    const drift = await eventually('a week of theirs', 30_000, async () => {
      const found = (await drifts()).find(({ modelVersion }) => modelVersion === own)?.heads[0];
      return found?.psi !== null && found?.psi !== undefined && found;
    });
    expect(drift).toMatchObject({ head: 'sentiment', missing: null });
    expect(drift.messages).toBeGreaterThanOrEqual(200);
    const theirs = (await drifts()).find(({ modelVersion }) => modelVersion === program);
    expect(theirs?.heads.map(({ head }) => head)).toEqual(
      expect.arrayContaining(['emotion', 'irony', 'toxic']),
    );
    expect(theirs?.heads.find(({ head }) => head === 'emotion')?.messages).toBeGreaterThan(200);
  }, 60_000);

  it('gives them up: the program reads again, and a replay knows who read what', async () => {
    const refused = await installation.signalpost(
      'models',
      'release',
      '--head',
      'sentiment',
      '--reason',
      ' ',
    );
    expect(refused.code).not.toBe(0);
    const released = await signalpost('models release --head sentiment --reason tired');
    expect(released).toMatchObject({ code: 0 });
    await eventually('the first verdict of the program', 60_000, async () => {
      const probe = await said('back', 2);
      return probe.get('acme')?.every(({ data }) => data.sentiment.modelVersion === program);
    });
    expect((await models())[0]).toMatchObject({ modelVersion: program, adopted: [] });
    const { output } = await signalpost(
      'replay --processor analyze --from 2026-01-01 --to 2100-01-01 --dry-run --json',
    );
    const { same, added, removed, changed } = JSON.parse(output) as ReplayReport;
    expect({ added, removed }).toEqual({ added: 0, removed: 0 });
    expect(same).toBeGreaterThan(LABELLED + 2 * AFTER);
    // Only what was read in the moment between the event and its being known may differ.
    expect(changed).toBeLessThan(10);
    expect(red(await installation.audit(120_000))).toEqual([]);
  }, 240_000);
});
