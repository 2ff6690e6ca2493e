/**
 * Writes `models/REPORT.md` from the card of the weights that come with the program, from what `bench.ts` measured and
 * from the hand-written cases of urgency: `npm run report:models`.
 */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { HALVES } from '../urgency/cases.ts';
import { rulesClassifier } from '../understanding/classifier.ts';
import { urgencyScores } from '../urgency/measure.ts';
import type { BenchFigures } from './bench.ts';
import { DEFAULT_BENCH, DEFAULT_CARD, DEFAULT_WEIGHTS, defaultReader } from './default.ts';
import { GATES, LIMITS } from './gates.ts';
import type { Gate } from './gates.ts';
import { lightClassifier } from './ports.ts';
import type { CardHead, CardScores, ModelCard } from './train/card.ts';
import type { Reliability } from './train/measures.ts';

export const REPORT: URL = new URL('../REPORT.md', import.meta.url);

const URGENCY_BY = [
  ['in the flow', lightClassifier(defaultReader())],
  ['rules alone', rulesClassifier],
] as const;

/** Heads that learned from what the rules say. */
const FROM_RULES: readonly string[] = ['urgency'];

export function renderReport(card: ModelCard, bench: BenchFigures): string {
  const hate = card.heads.find((head) => head.name === 'hate');
  return (
    [
      '# What the light tier gets right and wrong',
      `Weights \`${card.modelVersion}\` of ${card.date}. Every number is of the int8 weights that are served, of the ` +
        'likeliest class (no threshold; only `emotions`, which has several labels, has them), on texts that those ' +
        'weights had not seen, nor a near copy of them. In hundredths. Written by `npm run report:models` from ' +
        '`models/light/weights/default.card.json` and `default.bench.json`; do not edit.',
      `- **Cross-validation**: ${card.folds} parts of the open training data. Settings, calibration and thresholds were ` +
        'chosen here, so these numbers are a little too good.\n' +
        '- **Untouched**: the open validation parts, read by weights of everything else. No setting was chosen by them, but ' +
        'they were read with each set of weights that was tried, so they are not blind. The weights that are served have then learned from them too.\n' +
        '- Official test parts are not here and were never used. They are of other times and people: a row near its ' +
        'limit may fall on either side.',
      '## Against the limits',
      table(
        ['head', 'data', 'measure', 'limit', 'cross-validation', 'untouched'],
        GATES.map((gate) => gateRow(card, gate)),
      ),
      '`spam` is the head as it is served when nobody tells the channel: two experts, weighed by a head that says which ' +
        'kind of channel a text looks like. Public posts to a brand are read by a third expert, `spamPost`, where the ' +
        'channel is told.',
      '**Direct messages** are read by `spamMessage`, which has learned from text messages of telephones (SMS) alone: nobody ' +
        'publishes direct messages with labels. Its figures say how it reads SMS; how it reads direct messages nobody has ' +
        'measured, so its word and that of the rules count half each, and a workspace does well to label some of its own.',
      '## Speed and size',
      speed(card, bench),
      '## Urgency',
      'Urgency in the flow is decided by the rules, not by a trained head; trained heads tell them language, spam and ' +
        'sentiment. They are measured on hand-written cases, split by a hash of the text before anything was tuned, as ' +
        'they are in the flow and alone. F1 of "urgent":',
      table(
        ['classifier', 'half', 'cases', 'urgent', 'precision', 'recall', 'F1', 'limit'],
        URGENCY_BY.flatMap(([name, classifier]) =>
          HALVES.map((half) => {
            const { rows, urgent, precision, recall, f1 } = urgencyScores(half, classifier);
            const shares = [precision, recall, f1].map((share) => (share * 100).toFixed(1));
            return [name, half, String(rows), String(urgent), ...shares, `≥ ${LIMITS.urgencyF1}`];
          }),
        ),
      ),
      'The head `urgency` learned from what the rules say of tweets. Its rows below are **agreement with the rules**, ' +
        'not with people.',
      'The heads `kind` and `spamPost` learned from `models/light/data/brand-posts.jsonl`: posts to brands of many ' +
        'trades in 33 languages, written by hand to teach them. Many say in one language what another says too; the ' +
        'rows below are of held-out posts of the same hand, and better than what people write would give.',
      'The head `explicit` learned from `models/light/data/explicit.jsonl`, written by hand too. Its rows are of texts ' +
        'about things that it had not learned from, most of them ordinary texts with the same words; what it is worth ' +
        'beside the word lists is in `models/REPORT-SAFETY.md`.',
      '## Every head and source, cross-validation',
      scoreTable(card, (head) => head.scores),
      '## Every head and source, untouched',
      scoreTable(card, (head) => head.untouched),
      '## Every class, cross-validation',
      ...card.heads.map((head) => classTable(head)),
      '## Hate by kind of example (HateCheck)',
      hateWords(hate),
      table(
        ['functionality', 'rows', 'right'],
        (hate?.groups ?? []).map((one) => [one.group, String(one.rows), one.accuracy.toFixed(1)]),
      ),
      '## Spam in posts by language',
      'Share of right answers of `spamPost` at its cut, which spares customers: most of the mistakes are missed spam.',
      table(
        ['language', 'posts', 'right'],
        (card.heads.find((head) => head.name === 'spamPost')?.groups ?? []).map((one) => [
          one.group,
          String(one.rows),
          one.accuracy.toFixed(1),
        ]),
      ),
      '## How honest the probabilities are',
      'Ten bars of confidence in the answer, cross-validation; `─` is what was promised, `█` what came true.',
      ...card.heads.filter((head) => head.reliability.length > 0).map((head) => diagram(head)),
    ].join('\n\n') + '\n'
  );
}

function speed(card: ModelCard, bench: BenchFigures): string {
  const { allHeads, answers, classify } = bench;
  const number = (value: number): string => value.toLocaleString('en');
  const both = (of: { wall: number; cpu: number }): string =>
    `${number(of.wall)} a second, ${number(of.cpu)} a second of CPU time`;
  const size = statSync(DEFAULT_WEIGHTS).size;
  const of = bench.modelVersion === card.modelVersion ? 'these weights' : `\`${bench.modelVersion}\``;
  return (
    `Measured by \`node models/light/bench.ts --write\` with ${of} on one thread of ${bench.cpu}, Node ` +
    `${bench.node}, ${bench.cores} cores with a load of ${bench.load} (over ${bench.cores}, others were using the ` +
    `machine: then CPU time says more).\n\n${table(
      ['what', 'limit', 'here'],
      [
        ['texts, all heads', `≥ ${number(LIMITS.textsPerSecond)} a second`, both(allHeads)],
        ['texts, all heads, answers as JSON', '', both(answers)],
        [`\`signalpost classify\`, ${number(classify.lines)} lines with its start`, '', both(classify)],
        ['`signalpost classify`, start and one line', '', `${number(classify.startMs)} ms`],
        ['weights from file to first answer', `≤ ${LIMITS.loadMs} ms`, `${bench.loadMs} ms`],
        [
          '`signalpost classify`, most memory (a run of its own, 180,000 lines)',
          `≤ ${LIMITS.peakMb} MB`,
          `${classify.peakMb} MB`,
        ],
        ['weights file', `≤ ${LIMITS.weightsBytes / 1e6} MB`, `${(size / 1e6).toFixed(1)} MB`],
      ],
    )}`
  );
}

/** Said from the numbers, so that it cannot say otherwise than they do. */
function hateWords(hate: CardHead | undefined): string {
  const worst = (hate?.groups ?? []).toSorted((a, b) => a.accuracy - b.accuracy).slice(0, 5);
  const names = worst.map(({ group, accuracy }) => `\`${group}\` (${accuracy.toFixed(0)})`).join(', ');
  return (
    'Share of right answers; all sentences of one template were read by weights that had seen none of them. A lexical ' +
    `model reads words, not what is done with them. Worst: ${names}. Queue for people; never act on this head.`
  );
}

function scoreTable(card: ModelCard, of: (head: CardHead) => readonly CardScores[]): string {
  return table(
    ['head', 'data', 'rows', 'accuracy', 'macro recall', 'macro F1', 'false alarms', 'calibration error'],
    card.heads.flatMap((head) => of(head).map((score) => scoreRow(head, score))),
  );
}

function table(names: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(names), line(names.map(() => '---')), ...rows.map(line)].join('\n');
}

/** The mean over the sources that a gate names; null when there are none. */
export function measured(
  card: ModelCard,
  gate: Gate,
  of: (head: CardHead) => readonly CardScores[] = (head) => head.scores,
): number | null {
  const head = card.heads.find((one) => one.name === gate.head);
  const found = (head === undefined ? [] : of(head)).filter(({ source }) =>
    gate.source.endsWith('*') ? source.startsWith(gate.source.slice(0, -1)) : source === gate.source,
  );
  const whole = found.filter((score) => !gate.measure.startsWith('macro') || isWhole(head!, score));
  const values = whole.map((score) => valueOf(score, gate)).filter((value) => value !== null);
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Whether a source has examples of every class; what is averaged over classes is only told of such. */
function isWhole(head: CardHead, score: CardScores): boolean {
  return score.classes === head.classes.length;
}

function valueOf(score: CardScores, gate: Gate): number | null {
  return gate.measure === 'f1' ? (score.f1[gate.class ?? 'yes'] ?? null) : score[gate.measure];
}

function gateRow(card: ModelCard, gate: Gate): string[] {
  const error = gate.measure === 'falseAlarms' || gate.measure === 'calibrationError';
  const cell = (value: number | null, absent: string): string => {
    if (value === null) return absent;
    const good = error ? value <= gate.limit : value >= gate.limit;
    return `${value.toFixed(1)}${good ? '' : ' **misses**'}`;
  };
  const measure = gate.class === undefined ? gate.measure : `${gate.measure} of ${gate.class}`;
  return [
    gate.head,
    gate.source,
    measure,
    `${error ? '≤' : '≥'} ${gate.limit}`,
    cell(measured(card, gate), 'not measured'),
    cell(
      measured(card, gate, (head) => head.untouched),
      '',
    ),
  ];
}

function scoreRow(head: CardHead, score: CardScores): string[] {
  const { accuracy, macroRecall, macroF1, falseAlarms, calibrationError } = score;
  return [
    `${head.name}${head.reviewOnly ? ' (review only)' : FROM_RULES.includes(head.name) ? ' (agreement with the rules)' : ''}`,
    score.source,
    String(score.rows),
    accuracy.toFixed(1),
    ...[macroRecall, macroF1].map((value) => (isWhole(head, score) ? value.toFixed(1) : '')),
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
  const read = (file: URL): unknown => JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(REPORT, renderReport(read(DEFAULT_CARD) as ModelCard, read(DEFAULT_BENCH) as BenchFigures));
}
