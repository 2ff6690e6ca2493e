import type { ReactNode } from 'react';
import { Chart, type Series } from './Chart.tsx';
import { Card } from './Card.tsx';

interface Props {
  readonly title: string;
  readonly note?: ReactNode;
  readonly label: string;
  readonly times: readonly number[];
  readonly series: readonly Series[];
  readonly height?: number;
  readonly format: (value: number) => string;
  /** Shown instead of an empty chart. */
  readonly empty: string;
  readonly className?: string;
}

/** Rows of the table: more would only be scrolled past. */
const ROWS = 30;

/** A chart with its legend, and the same numbers as a table. */
export function ChartCard({
  title,
  note,
  label,
  times,
  series,
  height = 200,
  format,
  empty,
  className,
}: Props) {
  const long = (times.at(-1) ?? 0) - (times[0] ?? 0) > 3_600; // more than an hour: the day may change
  return (
    <Card title={title} note={note} {...(className ? { className } : {})}>
      <ul className="mb-2 flex flex-wrap gap-x-4 gap-y-1 text-xs text-soft" aria-hidden="true">
        {series.map((one) => (
          <li key={one.label} className="flex items-center gap-1.5">
            <span className="h-0.5 w-4 rounded" style={{ background: `var(${one.colour})` }} />
            {one.label}
          </li>
        ))}
      </ul>
      {times.length < 2 ? (
        <p className="flex items-center justify-center text-sm text-faint" style={{ height }}>
          {empty}
        </p>
      ) : (
        <Chart label={label} times={times} series={series} height={height} format={format} />
      )}
      {times.length >= 2 && (
        <details className="group mt-2 text-sm">
          <summary className="inline-flex min-h-8 items-center rounded text-xs font-medium text-accent hover:underline">
            <span className="group-open:hidden">Show as a table</span>
            <span className="hidden group-open:inline">Hide the table</span>
          </summary>
          <div className="max-h-64 overflow-y-auto" tabIndex={0} role="group" aria-label={`${title}, table`}>
            <table className="w-full text-end text-xs tabular-nums">
              <caption className="sr-only">{label}</caption>
              <thead className="sticky top-0 bg-surface text-faint">
                <tr>
                  <th scope="col" className="py-1 text-start font-medium">
                    Time
                  </th>
                  {series.map((one) => (
                    <th key={one.label} scope="col" className="py-1 font-medium">
                      {one.label}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {times
                  .map((time, index) => ({ time, index }))
                  .slice(-ROWS)
                  .toReversed()
                  .map(({ time, index }) => (
                    <tr key={time} className="border-t border-line">
                      <th scope="row" className="py-1 text-start font-normal text-soft">
                        {new Date(time * 1_000).toLocaleString([], {
                          ...(long ? { day: 'numeric', month: 'short' } : {}),
                          hour: '2-digit',
                          minute: '2-digit',
                        })}
                      </th>
                      {series.map((one) => {
                        const value = one.values[index] ?? null;
                        return <td key={one.label}>{value === null ? '–' : format(value)}</td>;
                      })}
                    </tr>
                  ))}
              </tbody>
            </table>
          </div>
        </details>
      )}
    </Card>
  );
}
