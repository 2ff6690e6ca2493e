/** `npm run bench -- NAME [--seconds N] [--json FILE] [--only A,B]`. Writes the benchmark's section of `tests/bench/RESULTS.md`. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { BENCHMARKS } from './benchmarks.ts';
import { machine } from './machine.ts';
import { writeSection } from './results.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '5' },
    json: { type: 'string' },
    only: { type: 'string', default: '' },
  },
});
const [name = ''] = positionals;
const benchmark = BENCHMARKS[name];
const seconds = Number(values.seconds);
if (!benchmark || !(seconds > 0)) {
  console.error('usage: npm run bench -- NAME [--seconds N] [--json FILE] [--only A,B]\n');
  for (const [known, { purpose }] of Object.entries(BENCHMARKS))
    console.error(`  ${known.padEnd(10)} ${purpose}`);
  process.exit(2);
}
const before = machine();
const takenAt = new Date().toISOString();
const result = await benchmark.run({
  seconds,
  only: values.only.split(',').filter(Boolean),
  say: console.log,
});
if (values.json !== undefined) {
  writeFileSync(
    values.json,
    `${JSON.stringify({ name, takenAt, machine: before, ...result.figures }, null, 2)}\n`,
  );
}
writeSection({ name, title: result.title, machine: before, takenAt, body: result.body });
