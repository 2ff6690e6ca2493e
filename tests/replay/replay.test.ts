/** A replay over what a real installation did: the same code decides the same, another one is told apart. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditReport } from '../../cli/audit/run.ts';
import { replay, type ReplayReport } from '../../cli/replay/run.ts';
import { baselineModels } from '../../models/baseline.ts';
import { classify } from '../../processors/classify.ts';
import { demoProfiles } from '../../processors/profiles.ts';
import { openClickHouse } from '../../projections/clickhouse/client.ts';
import { openHistory } from '../../projections/history.ts';
import { TOPIC_NAMES } from '../../topics/catalogue.ts';
import { CLEAR_PRAISE } from '../support/clear-praise.ts';
import { eventually, red, startInstallation, type Installation } from '../support/installation.ts';

const COUNT = 60;
const PRAISE = 6;

let installation: Installation;
let report: AuditReport;
const from = Date.now() - 60_000;
beforeAll(async () => {
  installation = await startInstallation();
  // An answer that is lost makes an attempt that is read back.
  await installation.control('POST', '/faults', [
    { network: 'mastodon', operation: 'status.create', count: 1, effect: { type: 'drop-answer' } },
  ]);
  await installation.load({ count: PRAISE, rate: 30, networks: ['mastodon'], messages: CLEAR_PRAISE });
  // Before the policy below, under which answers that thank wait for a person.
  await eventually(
    'an answer that is lost',
    90_000,
    async () => (await installation.events('AttemptUnconfirmed')).length > 0,
  );
  await installation.load({ count: COUNT / 2, rate: 30 });
  await relabel();
  const policy = { version: 'stricter', blockedWords: ['thank*'], acceptUnscoredBrand: true };
  accepted(await installation.api('PUT', '/api/v1/workspace/safety-policy', policy));
  await installation.load({ count: COUNT / 2, rate: 30 });
  await eventually(
    'an attempt is read back',
    90_000,
    async () => (await installation.events('RecordReadback')).length > 0,
  );
  report = await installation.audit(180_000);
}, 420_000);
afterAll(() => installation?.stop());

/** A person says that what the model takes for praise is a question. */
async function relabel(): Promise<void> {
  const [praise] = await eventually('praise to label', 60_000, async () => {
    const found = await installation.engagements('kind=praise&limit=1');
    return found.length > 0 && found;
  });
  const body = { head: 'kind', label: 'question', previousLabel: 'praise' };
  accepted(await installation.api('POST', `/api/v1/engagements/${praise?.id}/labels`, body));
}

function accepted({ status, body }: { readonly status: number; readonly body: unknown }): void {
  if (status >= 300) throw new Error(`answered ${status}: ${JSON.stringify(body)}`);
}

const time = (ms: number): string => new Date(ms).toISOString();
const span = (): string[] => ['--from', time(from), '--to', time(Date.now() + 60_000), '--dry-run', '--json'];
const ends = async (): Promise<string> =>
  JSON.stringify(
    (await installation.log.offsets(TOPIC_NAMES)).map(({ topic, partition, end }) => [topic, partition, end]),
  );

describe('signalpost replay', () => {
  it('has a clean past to look at', () => {
    expect(red(report)).toEqual([]);
  });

  it.each([
    'normalise',
    'classify',
    'analyze',
    'draft',
    'safety',
    'reply',
    'account',
    'execute',
    'readback',
    'outcomes',
    'labels',
    'workspace',
    'rollup',
  ])(
    '%s as it is would write what it wrote',
    async (name) => {
      const { code, output } = await installation.signalpost('replay', '--processor', name, ...span());
      const report = JSON.parse(output) as ReplayReport;
      expect({ name, ...report.changedFields, examples: report.examples }).toEqual({ name, examples: [] });
      expect(report.same).toBeGreaterThan(0);
      expect(code).toBe(0);
    },
    120_000,
  );

  it('writes nothing and leaves no group', async () => {
    const before = await ends();
    const { output } = await installation.signalpost('replay', '--processor', 'account', ...span());
    expect((JSON.parse(output) as ReplayReport).inputs).toBeGreaterThan(0);
    // The poller may add an empty page meanwhile, nobody else.
    expect(await ends()).toBe(before);
  }, 60_000);

  it('says what another classifier would have said', async () => {
    const { config, log, codec } = installation;
    const client = openClickHouse(config);
    try {
      const other = classify(
        () => ({
          classify: (input) => ({
            ...baselineModels.classifier.classify(input),
            spam: true,
            urgency: 'high',
          }),
        }),
        demoProfiles,
      );
      const report = await replay(
        { processor: other, from, to: Date.now() },
        { log, codec, history: openHistory(log, client, config.clickhouse.database) },
      );
      expect(report).toMatchObject({ same: 0, added: 0, removed: 0, changed: COUNT + PRAISE });
      expect(report.changedFields['data.classification.spam']).toBeGreaterThan(30);
      expect(Object.keys(report.changedFields).every((path) => path.startsWith('data.classification.'))).toBe(
        true,
      );
    } finally {
      await client.close();
    }
  }, 60_000);

  it('refuses without --dry-run, for a span that is none, and for a processor that is none', async () => {
    const args = ['replay', '--processor', 'classify', '--from', time(from), '--to', time(Date.now())];
    expect((await installation.signalpost(...args)).code).not.toBe(0);
    expect((await installation.signalpost('replay', '--processor', 'nobody', ...span())).output).toMatch(
      /There are: normalise/,
    );
  }, 60_000);
});
