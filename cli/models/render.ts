/** A comparison for people. */
import type { Comparison } from '../../models/light/compare.ts';

const SAID = {
  better: 'better: what it gains is more than chance, and nothing that was looked at got worse',
  worse: 'worse: more than chance can explain',
  not_clear: 'not clear: the difference may be chance',
} as const;

export function renderComparison({
  head,
  inUseVersion,
  modelVersion,
  verdict,
  guarded,
  scores,
}: Comparison): string {
  return [
    `${head}: ${modelVersion} against ${inUseVersion}, which is in use`,
    ...scores.map(
      ({ examples, rows, measure, inUse, candidate, low, high }) =>
        `${examples.padEnd(12)} ${String(rows).padStart(6)} texts  ${measure} ${points(inUse)} → ${points(candidate)}` +
        `  difference ${signed(low)} to ${signed(high)} (95 %)`,
    ),
    `verdict      ${verdict === 'not_clear' && !guarded ? 'not clear' : SAID[verdict]}`,
    ...(guarded
      ? []
      : [
          '             People correct what the weights in use got wrong, so corrections alone cannot show what the ' +
            'candidate breaks: give --unselected.',
        ]),
  ].join('\n');
}

function points(share: number): string {
  return (share * 100).toFixed(1);
}

function signed(share: number): string {
  return `${share < 0 ? '−' : '+'}${points(Math.abs(share))}`;
}
