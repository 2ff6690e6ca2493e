import { Axes, HEIGHT, PLOT, TOP, WIDTH, x, y } from './Axes.tsx';
import type { DriftPart } from '../api/types.ts';

const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** This week's scores beside those on the card, in ten bins of the probability. */
export function DriftChart({ part, name }: { readonly part: DriftPart; readonly name: string }) {
  const most = Math.max(0.05, ...part.expected, ...part.actual);
  const bins = part.expected.length;
  const bar = PLOT.width / bins;
  const label = `${name}: this week’s scores beside those on the card`;
  const base = TOP + PLOT.height;
  return (
    <>
      <ul className="mb-1 flex gap-x-4 text-xs text-soft" aria-hidden="true">
        <li className="flex items-center gap-1.5">
          <span className="size-3 rounded-sm bg-mark-quiet" /> Card
        </li>
        <li className="flex items-center gap-1.5">
          <span className="size-3 rounded-sm bg-mark-accent" /> This week
        </li>
      </ul>
      <svg role="img" aria-label={label} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="w-full max-w-md">
        <Axes across="Probability" up="Share of messages" most={most} />
        {part.expected.map((expected, bin) => {
          const actual = part.actual[bin] ?? 0;
          const at = x(bin / bins);
          return (
            <g key={bin}>
              <rect
                x={at + bar * 0.1}
                width={bar * 0.36}
                y={y(expected, most)}
                height={base - y(expected, most)}
                className="fill-mark-quiet"
              />
              <rect
                x={at + bar * 0.52}
                width={bar * 0.36}
                y={y(actual, most)}
                height={base - y(actual, most)}
                className="fill-mark-accent"
              />
            </g>
          );
        })}
      </svg>
      <details className="group/table mt-1 text-sm">
        <summary className="inline-flex min-h-8 items-center rounded text-xs font-medium text-accent hover:underline">
          <span className="group-open/table:hidden">Show as a table</span>
          <span className="hidden group-open/table:inline">Hide the table</span>
        </summary>
        <table className="w-full max-w-md text-end text-xs tabular-nums">
          <caption className="sr-only">{label}</caption>
          <thead className="text-faint">
            <tr>
              <th scope="col" className="py-1 text-start font-medium">
                Probability
              </th>
              <th scope="col" className="py-1 font-medium">
                Card
              </th>
              <th scope="col" className="py-1 font-medium">
                This week
              </th>
            </tr>
          </thead>
          <tbody>
            {part.expected.map((expected, bin) => (
              <tr key={bin} className="border-t border-line">
                <th scope="row" className="py-1 text-start font-normal text-soft">
                  {percent(bin / bins)} to {percent((bin + 1) / bins)}
                </th>
                <td className="py-1">{percent(expected)}</td>
                <td className="py-1">{percent(part.actual[bin] ?? 0)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </>
  );
}
