/**
 * `npm run test:crash -- [--seed N] [--minutes M] [--rate R]`: the schedule of kill.test.ts for as long as told, on
 * an installation of its own. Exit code 0 when the auditor is clean; the seed of a red run goes into a test.
 */
import { parseArgs } from 'node:util';
import { red, startInstallation } from '../support/installation.ts';
import { runCrash } from './run.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    minutes: { type: 'string', default: '10' },
    rate: { type: 'string', default: '30' },
  },
});
const number = (name: 'seed' | 'minutes' | 'rate', text: string): number => {
  const value = Number(text);
  if (Number.isFinite(value) && value >= 0) return value;
  console.error(`--${name} takes a number, not ${JSON.stringify(text)}`);
  return process.exit(2);
};
const seed = number('seed', values.seed ?? String(Math.floor(Math.random() * 1e6)));
const ms = number('minutes', values.minutes) * 60_000;
const rate = number('rate', values.rate);

console.log(`seed ${seed}; repeat with --seed ${seed}`);
const installation = await startInstallation();
const stop = (): void => void installation.stop().then(() => process.exit(130));
process.once('SIGINT', stop).once('SIGTERM', stop);
try {
  const result = await runCrash(installation, { seed, ms, everyMs: 8_000, rate, say: console.log });
  const accepted = result.load.reduce((sum, { answered2xx }) => sum + answered2xx, 0);
  const problems = red(result.audit);
  console.log(`rounds ${result.rounds}, accepted ${accepted}, records ${result.audit.records}`);
  console.log(`points reached: ${result.reached.join('; ')}`);
  if (result.missed.length > 0) console.log(`points not reached: ${result.missed.join('; ')}`);
  console.log(problems.length === 0 ? 'Everything adds up.' : problems.join('\n'));
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  await installation.stop();
}
