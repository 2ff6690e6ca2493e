import type { RunReport } from './run.ts';

/** The report as a person reads it. */
export function reportText(r: RunReport): string {
  const answers = Object.entries(r.answers).map(([status, n]) => `${status} × ${n}`);
  const lines = [
    `planned ${r.planned}, answered 2xx ${r.answered2xx} in ${r.seconds} s (${r.ratePerSecond}/s), overload ${r.overload}`,
    `answers: ${answers.length > 0 ? answers.join(', ') : 'none'}`,
    'latency from the intended send time, ms:',
  ];
  for (const [network, p] of Object.entries(r.latencyMs)) {
    lines.push(
      `  ${network.padEnd(9)} p50 ${p.p50}  p90 ${p.p90}  p99 ${p.p99}  p99.9 ${p.p999}  max ${p.max}  (${p.count})`,
    );
  }
  lines.push(
    `requests left late by p50 ${r.lateMs.p50}  p99 ${r.lateMs.p99}  max ${r.lateMs.max} ms (the driver's own share)`,
  );
  lines.push(`load journal: ${r.journal}`);
  return lines.join('\n');
}
