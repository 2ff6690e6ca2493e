/**
 * One scenario that gives every seeded bug its chance: repeated webhooks, lost answers, people who edit and
 * approve, more than a limit allows, and kills in the middle of load. A right product comes through it clean.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { redNames, runAudit, type AuditReport } from '../../../cli/audit/run.ts';
import type { EngagementSummary } from '../../../projections/read/types.ts';
import type { SeededBug } from '../../../service/seeded-bugs.ts';
import { SEEDED_BUGS } from '../../../service/seeded-bugs.ts';
import { CLEAR_PRAISE } from '../../support/clear-praise.ts';
import { eventually, type Installation } from '../../support/installation.ts';

const READY_MS = 120_000;
const SETTLE_MS = 240_000;
const HOUR_MS = 3_600_000;

/** Bugs that show only when a process dies. */
const NEED_KILLS: readonly SeededBug[] = [
  'answer-before-produce',
  'offsets-outside-transaction',
  'offsets-first',
  'commit-before-insert',
  'advance-before-apply',
  'forget-outcome',
];

/** Names of figures that these bugs turn red. */
export function expectedRed(bugs: readonly SeededBug[]): readonly string[] {
  return [...new Set(bugs.flatMap((bug): readonly string[] => SEEDED_BUGS[bug].red))].toSorted();
}

/** Names of figures that they may turn red, by chance. */
export function alsoRed(bugs: readonly SeededBug[]): ReadonlySet<string> {
  return new Set(
    bugs.flatMap((bug): readonly string[] => (SEEDED_BUGS[bug] as { also?: string[] }).also ?? []),
  );
}

/** Figures that turned red, without those that may or may not. */
export function surelyRed(report: AuditReport, bugs: readonly SeededBug[]): readonly string[] {
  const [also, expected] = [alsoRed(bugs), new Set(expectedRed(bugs))];
  return redNames(report)
    .filter((name) => expected.has(name) || !also.has(name))
    .toSorted();
}

/** @returns the names of what the auditor found, sorted, once it is what was expected, or the time is over. */
export async function provoke(
  installation: Installation,
  bugs: readonly SeededBug[],
  say: (line: string) => void,
): Promise<{ readonly red: readonly string[]; readonly report: AuditReport }> {
  await installation.control('POST', '/faults', [
    { network: 'mastodon', operation: 'status.create', count: 1, effect: { type: 'drop-answer' } },
    // Only reading X back tells what became of it: there, no key makes a second try harmless.
    ...(bugs.includes('blind-readback')
      ? [{ network: 'x', operation: 'post.create', count: 1, effect: { type: 'drop-answer' } }]
      : []),
    // Two in a row: an executor that tries again loses both answers, and nothing was posted. Without a bug that
    // claims otherwise this is rightly left to a person.
    ...(bugs.includes('assume-sent')
      ? [{ network: 'x', operation: 'post.create', count: 2, effect: { type: 'drop-request' } }]
      : []),
  ]);
  // X allows 100 posts in 15 minutes: with more answered than that, only an exact limiter never meets the limit.
  const many = bugs.includes('token-bucket') ? 320 : 80;
  say(`load of ${many} to X, each webhook twice, and 30 to Mastodon`);
  await installation.load({ count: 30, rate: 15, networks: ['mastodon'] });
  // Clear praise is answered without a person, so all of it asks for a grant.
  await installation.load({ count: many, rate: 30, networks: ['x'], repeat: 2, messages: CLEAR_PRAISE });
  await people(installation);
  if (bugs.some((bug) => NEED_KILLS.includes(bug))) await kills(installation, say);
  return settle(installation, bugs, say);
}

/** One edits a draft so that the safety check holds it; one writes an insult and tries to send it. */
async function people(installation: Installation): Promise<void> {
  const [first, second] = await eventually('two drafts that wait for a person', 90_000, async () => {
    const held = await installation.engagements('state=held&network=mastodon&limit=50');
    const plain = held.filter(({ reply }) => reply && !reply.flagged);
    return plain.length >= 2 && plain;
  });
  if (!first || !second) throw new Error('two drafts were promised');
  await command(installation, first, 'edit', {
    text: 'Thank you for telling us. We are looking into it today: https://unknown.example/help',
  });
  await command(installation, second, 'edit', { text: 'You are a stupid idiot and I hate you. Fuck off.' });
  const checked = await eventually('the insult is checked', 60_000, async () => {
    const detail = await installation.engagement(second.id);
    return detail.state !== 'drafted' && (detail.reply?.draftVersion ?? 0) > 1 && detail;
  });
  // Refused with 409 unless a bug lets it through.
  if (checked.state === 'held') await command(installation, checked, 'approve');
}

async function command(
  installation: Installation,
  { id, reply, conversationVersion }: Pick<EngagementSummary, 'id' | 'reply' | 'conversationVersion'>,
  verb: 'edit' | 'approve',
  more: object = {},
): Promise<void> {
  const answer = await installation.api('POST', `/api/v1/engagements/${id}/reply/${verb}`, {
    draftId: reply?.draftId,
    draftVersion: reply?.draftVersion,
    conversationVersion,
    ...more,
  });
  if (![200, 202, 409].includes(answer.status)) throw new Error(`${verb} answered ${answer.status}`);
}

/** Load, and in it the end of the gateway, of the processors in the middle of a post, and of the projections. */
async function kills(installation: Installation, say: (line: string) => void): Promise<void> {
  const { stack } = installation;
  await installation.control('DELETE', '/faults');
  await installation.control('POST', '/faults', [
    { network: 'x', operation: 'post.create', count: 20, effect: { type: 'delay', ms: 6_000 } },
  ]);
  const load = installation.load({ count: 800, rate: 40 });
  await eventually('a post is on its way', 120_000, async () => {
    const { faults } = await installation.control<{ faults: readonly { hits: number }[] }>('GET', '/faults');
    return (faults[0]?.hits ?? 0) > 0;
  });
  await sleep(3_000);
  say('SIGKILL processors, projections and gateway');
  await Promise.all([stack.kill('processors'), stack.kill('projections'), stack.kill('gateway')]);
  await installation.control('DELETE', '/faults');
  for (const part of ['processors', 'projections', 'gateway'] as const) await stack.whenReady(part, READY_MS);
  await load;
}

async function settle(
  installation: Installation,
  bugs: readonly SeededBug[],
  say: (line: string) => void,
): Promise<{ readonly red: readonly string[]; readonly report: AuditReport }> {
  const expected = expectedRed(bugs).join();
  // What is called late only after hours is looked at from later.
  const ahead = bugs.includes('skip-readback') ? 3 * HOUR_MS : bugs.includes('forget-outcome') ? 120_000 : 0;
  const { config, log, codec } = installation;
  const deadline = Date.now() + SETTLE_MS;
  for (let same = 0; ;) {
    const report = await runAudit(config, log, codec, () => Date.now() + ahead);
    const red = surelyRed(report, bugs);
    same = red.join() === expected ? same + 1 : 0;
    // Twice: what is still in flight could turn another figure red.
    if (same === 2 || Date.now() >= deadline) return { red, report };
    say(`red so far: ${red.join(', ') || 'nothing'}`);
    for (const { name, value, examples } of report.figures)
      if (value > 0) say(`  ${name}: ${value} (${examples[0]})`);
    await sleep(4_000);
  }
}
