import type { ReactNode } from 'react';
import type { Overview } from '../api/types.ts';
import { processorLabel, readModelLabel } from '../words/labels.ts';
import { count, duration } from '../words/time.ts';

type Row = Overview['lag'][number];

/** More than this is worth a look, ms. */
const LATE_MS = 10_000;

const none = <span className="text-faint">–</span>;

/** How far each part is behind, as the table that the chart sums up. */
export function Lag({ lag, freshness }: Pick<Overview, 'lag' | 'freshness'>) {
  if (lag.length === 0)
    return <p className="py-6 text-center text-sm text-faint">Nothing has been measured yet.</p>;
  const steps = lag.filter(({ kind }) => kind === 'processor');
  const models = lag.filter(({ kind }) => kind === 'read_model');
  return (
    <div className="grid gap-x-8 gap-y-5 lg:grid-cols-2">
      {steps.length > 0 && (
        <Table caption="What each step still has to do" columns={['Waiting', 'Behind']}>
          {steps.map((row) => (
            <Line key={row.processor} name={processorLabel(row.processor)} row={row} />
          ))}
        </Table>
      )}
      {models.length > 0 && (
        <Table caption="How fresh what you see is" columns={['Waiting', 'Behind', 'Usually', 'At worst']}>
          {models.map((row) => {
            const ages = freshness[row.processor];
            return (
              <Line key={row.processor} name={readModelLabel(row.processor)} row={row}>
                <td className="py-1.5 ps-2 text-end whitespace-nowrap sm:ps-3">
                  {ages ? duration(ages.p50Ms) : none}
                </td>
                <td className="py-1.5 ps-2 text-end whitespace-nowrap sm:ps-3">
                  {ages ? duration(ages.p99Ms) : none}
                </td>
              </Line>
            );
          })}
        </Table>
      )}
    </div>
  );
}

function Table({
  caption,
  columns,
  children,
}: {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly children: ReactNode;
}) {
  return (
    <table className="h-fit w-full text-sm tabular-nums">
      <caption className="pb-1 text-start text-xs text-faint">{caption}</caption>
      <thead className="text-xs text-faint">
        <tr>
          <td />
          {columns.map((name) => (
            <th key={name} scope="col" className="py-1 ps-2 text-end font-medium whitespace-nowrap sm:ps-3">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}

function Line({
  name,
  row,
  children,
}: {
  readonly name: string;
  readonly row: Row;
  readonly children?: ReactNode;
}) {
  const look = row.behindMs > LATE_MS ? 'font-semibold text-warn' : 'font-medium';
  return (
    <tr className="border-t border-line">
      <th scope="row" className="py-1.5 text-start font-normal text-soft">
        {name}
      </th>
      <td className={`py-1.5 ps-2 text-end whitespace-nowrap sm:ps-3 ${look}`}>{count(row.records)}</td>
      <td className={`py-1.5 ps-2 text-end whitespace-nowrap sm:ps-3 ${look}`}>
        {row.records === 0 ? none : duration(row.behindMs)}
      </td>
      {children}
    </tr>
  );
}
