/** The numbers to reach, and how a figure stands against its number. Pure. */
import { table } from './results.ts';
import { TRIED } from './tried.ts';

export interface Target {
  readonly what: string;
  readonly bound: 'at least' | 'at most';
  readonly value: number;
  /** Wished for beyond the target. */
  readonly aim?: number;
  readonly unit: string;
}

export const TARGETS = {
  'webhook.p99': { what: 'webhook accepted at 500/s, p99', bound: 'at most', value: 50, unit: 'ms' },
  'flow.p50': {
    what: 'webhook to checked reply in both stores, p50',
    bound: 'at most',
    value: 400,
    unit: 'ms',
  },
  'flow.p99': {
    what: 'webhook to checked reply in both stores, p99',
    bound: 'at most',
    value: 1_500,
    unit: 'ms',
  },
  'flow.sustained': {
    what: 'sustained end to end, all processors, both stores',
    bound: 'at least',
    value: 5_000,
    aim: 10_000,
    unit: 'engagements/s',
  },
  'hop.rate': {
    what: 'one transform hop in one process',
    bound: 'at least',
    value: 150_000,
    aim: 220_000,
    unit: 'records/s',
  },
  'hop.rateShare': { what: "rate beside Kafka Streams'", bound: 'at least', value: 0.9, unit: 'times' },
  'hop.cpuShare': {
    what: "processor time beside Kafka Streams'",
    bound: 'at most',
    value: 0.8,
    unit: 'times',
  },
  'sink.rows': {
    what: 'Kafka to ClickHouse tables, exactly once',
    bound: 'at least',
    value: 100_000,
    unit: 'rows/s',
  },
  'rebuild.log': { what: 'all read models from the log', bound: 'at least', value: 20_000, unit: 'events/s' },
  'rebuild.archive': {
    what: 'all read models from log_archive',
    bound: 'at least',
    value: 20_000,
    unit: 'events/s',
  },
  'start.ready': { what: 'start with everything downloaded', bound: 'at most', value: 30, unit: 's' },
  'start.memory': { what: 'resident memory of all processes', bound: 'at most', value: 2_500, unit: 'MB' },
} as const satisfies Record<string, Target>;

export type TargetName = keyof typeof TARGETS;
export const TARGET_NAMES = Object.keys(TARGETS) as readonly TargetName[];

export interface Judgement {
  readonly target: TargetName;
  readonly measured: number;
  readonly met: boolean;
  /** By how much it is missed, in the target's unit and as a share of the target; 0 when it is met. */
  readonly missedBy: number;
  readonly missedShare: number;
  /** Null where nothing is wished for beyond the target. */
  readonly aimMet: boolean | null;
}

export function judge(target: TargetName, measured: number): Judgement {
  const { bound, value, aim }: Target = TARGETS[target];
  const reaches = (number: number): boolean =>
    bound === 'at least' ? measured >= number : measured <= number;
  const met = reaches(value);
  // A figure that is no number (nothing was measured) meets nothing.
  const missedBy = met ? 0 : Math.abs(measured - value);
  return {
    target,
    measured,
    met,
    missedBy: plain(missedBy),
    missedShare: Number((missedBy / value).toFixed(3)),
    aimMet: aim === undefined ? null : reaches(aim),
  };
}

export function judgeAll(measured: Partial<Readonly<Record<TargetName, number>>>): readonly Judgement[] {
  return TARGET_NAMES.flatMap((name) => {
    const value = measured[name];
    return value === undefined ? [] : [judge(name, value)];
  });
}

/** Three significant digits below a thousand, whole numbers above. */
export function plain(value: number): number {
  return Math.abs(value) >= 1_000 ? Math.round(value) : Number(value.toPrecision(3));
}

const shown = (value: number): string => plain(value).toLocaleString('en');

/** Target beside figure, and beneath, for each that is missed: by how much, where the time goes, what was tried. */
export function targetsText(
  judgements: readonly Judgement[],
  where: Partial<Readonly<Record<TargetName, string>>> = {},
): string {
  if (judgements.length === 0) return 'No target of the design is about this.';
  const rows = judgements.map((judgement) => {
    const { what, bound, value, aim, unit }: Target = TARGETS[judgement.target];
    const wanted = `${bound} ${shown(value)} ${unit}${aim === undefined ? '' : `, aim ${shown(aim)}`}`;
    return [what, wanted, `${shown(judgement.measured)} ${unit}`, verdict(judgement)];
  });
  const lines = [table([['what', 'target', 'measured', ''], ...rows])];
  for (const { target, met } of judgements) {
    if (met) continue;
    const tried = TRIED[target] ?? [];
    lines.push(
      '',
      `**Missed: ${TARGETS[target].what}.** ${where[target] ?? 'Where the time goes was not measured in this run.'}`,
      '',
      ...(tried.length > 0 ? tried.map((line) => `- Tried: ${line}`) : ['- Nothing was tried yet.']),
    );
  }
  return lines.join('\n');
}

function verdict({ target, met, missedBy, missedShare, aimMet }: Judgement): string {
  if (met) return aimMet === true ? 'met, and the aim' : 'met';
  const side = TARGETS[target].bound === 'at least' ? 'below' : 'above';
  return Number.isFinite(missedBy)
    ? `missed: ${shown(missedBy)} ${TARGETS[target].unit} ${side} it (${(missedShare * 100).toFixed(0)} %)`
    : 'missed: nothing was measured';
}
