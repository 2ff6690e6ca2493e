/** `RESULTS.md`: one section per benchmark, each written whole by its program and left alone by the others. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Machine } from './machine.ts';

export const RESULTS = path.join(import.meta.dirname, 'RESULTS.md');
const HEAD = `# Results

Written by \`npm run bench -- <name>\`; do not edit by hand. A figure holds for the machine and the load named beside
it: where others were at work on the same cores, compare the rows of one run and trust processor seconds more than
rates.
`;

export interface Section {
  readonly name: string;
  readonly title: string;
  readonly machine: Machine;
  readonly takenAt: string;
  /** Markdown. */
  readonly body: string;
}

export function writeSection(section: Section, file = RESULTS): void {
  const old = existsSync(file) ? readFileSync(file, 'utf8') : HEAD;
  writeFileSync(file, withSection(old, section));
}

/** The text with this section in place of the one before, or at its end. */
export function withSection(text: string, { name, title, machine, takenAt, body }: Section): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const { cpu, cores, memoryGb, system, node, java, servers, load } = machine;
  const whole = `${open}

## ${title}

${takenAt}; ${cores} cores of ${cpu}, ${memoryGb} GB, ${system}; Node ${node}; ${java}; ${servers.join(', ')}; load average at the start ${load}.

${body.trim()}

${close}`;
  const from = text.indexOf(open);
  const to = text.indexOf(close);
  if (from < 0 || to < from) return `${text.trimEnd()}\n\n${whole}\n`;
  return text.slice(0, from) + whole + text.slice(to + close.length);
}

/** A Markdown table; the first row of cells is the head. */
export function table(rows: readonly (readonly (string | number)[])[]): string {
  const lines = rows.map((cells) => `| ${cells.join(' | ')} |`);
  const rule = `| ${(rows[0] ?? []).map(() => '---').join(' | ')} |`;
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}
