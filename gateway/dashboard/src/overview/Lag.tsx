import type { Overview } from '../api/types.ts';
import { processorLabel, readModelLabel } from '../words/labels.ts';
import { count, duration } from '../words/time.ts';

/** How far each part is behind, as the table that the chart sums up. */
export function Lag({ lag, freshness }: Pick<Overview, 'lag' | 'freshness'>) {
  const models = Object.entries(freshness);
  if (lag.length === 0 && models.length === 0)
    return <p className="py-6 text-center text-sm text-faint">Nothing has been measured yet.</p>;
  return (
    <div className="grid gap-x-8 gap-y-4 sm:grid-cols-2">
      <table className="h-fit w-full text-sm tabular-nums">
        <caption className="pb-1 text-start text-xs text-faint">Waiting to be processed, per step</caption>
        <tbody>
          {lag.map(({ processor, records }) => (
            <tr key={processor} className="border-t border-line">
              <th scope="row" className="py-1.5 text-start font-normal text-soft">
                {processorLabel(processor)}
              </th>
              <td className={`py-1.5 text-end font-medium ${records > 1_000 ? 'text-warn' : ''}`}>
                {count(records)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <table className="h-fit w-full text-sm tabular-nums">
        <caption className="pb-1 text-start text-xs text-faint">How fresh what you see is</caption>
        <thead className="text-xs text-faint">
          <tr>
            <td />
            <th scope="col" className="py-1 text-end font-medium">
              Usually
            </th>
            <th scope="col" className="py-1 text-end font-medium">
              At worst
            </th>
          </tr>
        </thead>
        <tbody>
          {models.map(([name, { p50Ms, p99Ms }]) => (
            <tr key={name} className="border-t border-line">
              <th scope="row" className="py-1.5 text-start font-normal text-soft">
                {readModelLabel(name)}
              </th>
              <td className="py-1.5 text-end font-medium">{duration(p50Ms)}</td>
              <td className="py-1.5 text-end font-medium">{duration(p99Ms)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
