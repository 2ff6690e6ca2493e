/** `npm run test:crash`: see `USAGE`. Exit code 0 when all is as it must be, 2 for options that nobody knows. */
import { parseArgs } from 'node:util';
import { SEEDED_BUGS, type SeededBug } from '../../service/seeded-bugs.ts';
import { startInstallation } from '../support/installation.ts';
import { FAULTS } from './faults/table.ts';
import { openGround, WORKSPACES } from './ground/ground.ts';
import { tenantLines } from './idle.ts';
import { problemsOf, runCrash } from './run.ts';
import { generator } from './schedule.ts';
import { expectedRed, provoke } from './seeded/provoke.ts';
import { longForm, SHORT } from './short.ts';

const USAGE = `npm run test:crash -- [--seed N] [--minutes M] [--rate R] [--only NAMES] [--short]
  Load on an installation of its own while faults break it in an order of the seed; then everything must add up.
  --minutes  how long faults go on (30); what is still on its way then has ten minutes more
  --rate     messages a second (200; 20 with --short)
  --only     names of faults, separated by commas
  --short    one round of the faults that are over soon, as in npm test
npm run test:crash -- --seeded [BUGS]
  Shows the auditor red with each seeded bug alone (service/seeded-bugs.ts).
Faults: ${FAULTS.map(({ name }) => name).join(', ')}`;

function refuse(message: string): never {
  console.error(message);
  return process.exit(2);
}

const { values, positionals } = options();
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}

function options() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        seed: { type: 'string' },
        minutes: { type: 'string', default: '30' },
        rate: { type: 'string' },
        only: { type: 'string' },
        short: { type: 'boolean', default: false },
        seeded: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    return refuse(`${(error as Error).message.split('. ', 1)[0]}\n\n${USAGE}`);
  }
}
const number = (name: 'seed' | 'minutes' | 'rate', text: string): number => {
  const value = Number(text);
  return Number.isFinite(value) && value >= 0
    ? value
    : refuse(`--${name} takes a number, not ${JSON.stringify(text)}`);
};

process.exitCode = await (values.seeded ? seeded(positionals) : faults());

async function faults(): Promise<number> {
  const seed = number('seed', values.seed ?? String(Math.floor(Math.random() * 1e6)));
  const rate = number('rate', values.rate ?? String(values.short ? SHORT.rate : 200));
  const names = values.only?.split(',').map((name) => name.trim());
  const chosen = FAULTS.filter(({ name, short }) => names?.includes(name) ?? (short || !values.short));
  const unknown = names?.filter((name) => !FAULTS.some((fault) => fault.name === name)) ?? [];
  if (unknown.length > 0)
    refuse(
      `no fault is called ${unknown.join(', ')}; there are: ${FAULTS.map(({ name }) => name).join(', ')}`,
    );
  const minutes = number('minutes', values.minutes);
  const form = values.short ? '--short' : `--minutes ${minutes} --rate ${rate}`;
  const only = names === undefined ? '' : ` --only "${names.join(',')}"`;
  console.log(`seed ${seed}; repeat with --seed ${seed} ${form}${only}`);
  const ground = await openGround({ short: values.short, rate, random: generator(seed), say: console.log });
  const stop = (): void => void ground.stop().then(() => process.exit(130));
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    const result = await runCrash(
      ground,
      values.short ? { ...SHORT, faults: chosen } : longForm(minutes, names),
    );
    const accepted = result.load.reduce((sum, { answered2xx }) => sum + answered2xx, 0);
    const problems = [
      ...result.failed,
      ...result.idle.map((name) => `nothing received or posted in ${name}`),
      ...problemsOf(result.audit),
    ];
    console.log(`${result.done.length} faults, accepted ${accepted}, records ${result.audit.records}`);
    for (const line of tenantLines(result.audit.hops, WORKSPACES)) console.log(line);
    for (const line of result.missing) console.log(`not done here: ${line}`);
    console.log(problems.length === 0 ? 'Everything adds up.' : problems.join('\n'));
    return problems.length === 0 ? 0 : 1;
  } finally {
    await ground.stop();
  }
}

/** Each bug in an installation of its own. */
async function seeded(names: readonly string[]): Promise<number> {
  const unknown = names.filter((name) => !Object.hasOwn(SEEDED_BUGS, name));
  if (unknown.length > 0) refuse(`no bug is called ${unknown.join(', ')}; see service/seeded-bugs.ts`);
  const bugs = (names.length > 0 ? names : Object.keys(SEEDED_BUGS)) as readonly SeededBug[];
  let failed = 0;
  for (const bug of bugs) {
    console.log(`\n== ${bug}: ${SEEDED_BUGS[bug].does}`);
    const installation = await startInstallation({ NODE_ENV: 'test', SIGNALPOST_SEEDED_BUG: bug });
    try {
      const { red: found } = await provoke(installation, [bug], console.log);
      const right = found.join() === expectedRed([bug]).join();
      if (!right) failed += 1;
      console.log(`${right ? 'ok' : 'WRONG'}: red is ${found.join(', ') || 'nothing'}`);
    } finally {
      await installation.stop();
    }
  }
  console.log(`\n${bugs.length - failed} of ${bugs.length} bugs turned exactly their figures red.`);
  return failed === 0 ? 0 : 1;
}
