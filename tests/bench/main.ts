/**
 * `npm run bench -- NAME [--seconds N] [--json FILE] [--only A,B] [--results FILE]`. Writes the benchmark's section of
 * `tests/bench/RESULTS.md`, or of another file when it is only tried.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { BENCHMARKS } from './benchmarks.ts';
import { machine } from './machine.ts';
import { RESULTS, writeSection } from './results.ts';
import { judgeAll, targetsText } from './targets.ts';

const USAGE = 'usage: npm run bench -- NAME [--seconds N] [--json FILE] [--only A,B] [--results FILE]\n';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '5' },
    json: { type: 'string' },
    only: { type: 'string', default: '' },
    results: { type: 'string', default: RESULTS },
  },
});
const [name = ''] = positionals;
const benchmark = BENCHMARKS[name];
const seconds = Number(values.seconds);
if (!benchmark || !(seconds > 0)) {
  console.error(USAGE);
  for (const [known, { purpose }] of Object.entries(BENCHMARKS))
    console.error(`  ${known.padEnd(10)} ${purpose}`);
  process.exit(2);
}
const before = machine();
const takenAt = new Date().toISOString();
const { title, body, figures, measured, where } = await benchmark.run({
  seconds,
  only: values.only.split(',').filter(Boolean),
  say: console.log,
});
const targets = judgeAll(measured);
const text = `Run with \`--seconds ${seconds}\`.\n\n${targetsText(targets, where)}\n\n${body.trim()}`;
if (values.json !== undefined) {
  writeFileSync(
    values.json,
    `${JSON.stringify({ name, takenAt, seconds, machine: before, targets, ...figures }, null, 2)}\n`,
  );
}
writeSection({ name, title, machine: before, takenAt, body: text }, values.results);
console.log(`\n${targetsText(targets, where)}`);
