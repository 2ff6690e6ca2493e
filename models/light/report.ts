/**
 * Writes `models/REPORT.md` from the card of the weights that come with the program: `npm run report:models`.
 * Every number is of cross-validation, each text read by weights that had not seen it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { DEFAULT_CARD } from './default.ts';
import { GATES } from './gates.ts';
import type { Gate } from './gates.ts';
import type { CardHead, CardScores, ModelCard } from './train/card.ts';
import type { Reliability } from './train/measures.ts';

export const REPORT: URL = new URL('../REPORT.md', import.meta.url);

export function renderReport(card: ModelCard): string {
  const hate = card.heads.find((head) => head.name === 'hate');
  return (
    [
      '# What the light tier gets right and wrong',
      `Weights \`${card.modelVersion}\` of ${card.date}, ${card.folds}-fold cross-validation: every text was scored by ` +
        'weights that had not seen it. Official test parts are not here and were never used. In hundredths. Written by ' +
        '`npm run report:models` from `models/light/weights/default.card.json`; do not edit.',
      '## Against the limits',
      'The limits hold on data that is held back; cross-validation is of other texts, so a row near its limit may fall on either side.',
      table(
        ['head', 'data', 'measure', 'limit', 'here'],
        GATES.map((gate) => gateRow(card, gate)),
      ),
      '## Every head and source',
      table(
        ['head', 'data', 'rows', 'accuracy', 'macro recall', 'macro F1', 'false alarms', 'calibration error'],
        card.heads.flatMap((head) => head.scores.map((score) => scoreRow(head, score))),
      ),
      '## Every class',
      ...card.heads.map((head) => classTable(head)),
      '## Hate by kind of example (HateCheck)',
      'Share of right answers. A lexical model reads words, not what is done with them: negated hate, counter-speech that ' +
        'quotes hate, and reclaimed words are where it fails. The head is for review by people only.',
      table(
        ['functionality', 'rows', 'right'],
        (hate?.groups ?? []).map((one) => [one.group, String(one.rows), one.accuracy.toFixed(1)]),
      ),
      '## How honest the probabilities are',
      'Ten bars of confidence in the answer; `─` is what was promised, `█` what came true.',
      ...card.heads.filter((head) => head.reliability.length > 0).map((head) => diagram(head)),
    ].join('\n\n') + '\n'
  );
}

function table(names: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(names), line(names.map(() => '---')), ...rows.map(line)].join('\n');
}

/** The mean over the sources that a gate names; null when the card has none. */
export function measured(card: ModelCard, gate: Gate): number | null {
  const head = card.heads.find((one) => one.name === gate.head);
  const found = (head?.scores ?? []).filter(({ source }) =>
    gate.source.endsWith('*') ? source.startsWith(gate.source.slice(0, -1)) : source === gate.source,
  );
  const values = found.map((score) => valueOf(score, gate)).filter((value) => value !== null);
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function valueOf(score: CardScores, gate: Gate): number | null {
  return gate.measure === 'f1' ? (score.f1[gate.class ?? 'yes'] ?? null) : score[gate.measure];
}

function gateRow(card: ModelCard, gate: Gate): string[] {
  const value = measured(card, gate);
  const error = gate.measure === 'falseAlarms' || gate.measure === 'calibrationError';
  const good = value !== null && (error ? value <= gate.limit : value >= gate.limit);
  const measure = gate.class === undefined ? gate.measure : `${gate.measure} of ${gate.class}`;
  const limit = `${error ? '≤' : '≥'} ${gate.limit}`;
  const here = value === null ? 'not measured' : `${value.toFixed(1)}${good ? '' : ' **misses**'}`;
  return [gate.head, gate.source, measure, limit, here];
}

function scoreRow(head: CardHead, score: CardScores): string[] {
  const { accuracy, macroRecall, macroF1, falseAlarms, calibrationError } = score;
  return [
    head.name + (head.reviewOnly ? ' (review only)' : ''),
    score.source,
    String(score.rows),
    ...[accuracy, macroRecall, macroF1].map((value) => value.toFixed(1)),
    falseAlarms === null ? '' : falseAlarms.toFixed(2),
    calibrationError === null ? '' : calibrationError.toFixed(1),
  ];
}

function classTable(head: CardHead): string {
  const all = head.scores.at(-1)!;
  const rows = head.classes.map((name) => [
    name,
    all.f1[name]!.toFixed(1),
    ...(head.kind === 'multi' ? [head.thresholds[head.classes.indexOf(name)]!.toFixed(2)] : []),
  ]);
  return `### ${head.name}\n\n${table(['class', 'F1', ...(head.kind === 'multi' ? ['threshold'] : [])], rows)}`;
}

const WIDTH = 40;

function diagram(head: CardHead): string {
  const bars = head.reliability
    .map((bar, index) => ({ bar, from: index / 10 }))
    .filter(({ bar }) => bar.count > 0)
    .map(({ bar, from }) => `${from.toFixed(1)}–${(from + 0.1).toFixed(1)} ${line(bar)}`);
  return `### ${head.name}\n\n\`\`\`text\n${bars.join('\n')}\n\`\`\``;
}

function line(bar: Reliability): string {
  const true_ = Math.round(bar.accuracy * WIDTH);
  const promised = Math.round(bar.confidence * WIDTH);
  const cells = Array.from({ length: WIDTH }, (_, at) => (at < true_ ? '█' : at < promised ? '─' : ' '));
  if (promised < true_) cells[promised] = '─';
  const numbers = `${(bar.confidence * 100).toFixed(0)} promised, ${(bar.accuracy * 100).toFixed(0)} true`;
  return `${cells.join('')} ${numbers}, ${bar.count} texts`;
}

if (import.meta.main) {
  const card = JSON.parse(readFileSync(DEFAULT_CARD, 'utf8')) as ModelCard;
  writeFileSync(REPORT, renderReport(card));
}
