import type { Head } from './weaknesses.ts';
import { Axes, HEIGHT, LEFT, PLOT, TOP, WIDTH, x, y } from './Axes.tsx';

const percent = (share: number): string => `${Math.round(share * 100)} %`;
/** Radius of the bar with most answers, SVG units. */
const LARGEST = 9;

/**
 * How sure the head was of its answers against how often it was right: on the line they agree, below it the head is
 * too sure of itself. The larger a dot, the more answers were so sure.
 */
export function ReliabilityChart({ head, name }: { readonly head: Head; readonly name: string }) {
  const bars = head.reliability.filter(({ count }) => count > 0);
  const most = Math.max(1, ...bars.map(({ count }) => count));
  if (bars.length === 0) return <p className="text-sm text-faint">Nobody has measured this yet.</p>;
  return (
    <>
      <svg
        role="img"
        aria-label={`${name}: how sure it was, and how often it was right`}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        className="w-full max-w-md"
      >
        <Axes across="How sure it was" up="How often it was right" />
        <path
          d={`M${LEFT} ${TOP + PLOT.height} L${LEFT + PLOT.width} ${TOP}`}
          className="stroke-mark-quiet"
          strokeDasharray="4 4"
        />
        <polyline
          points={bars.map((bar) => `${x(bar.confidence)},${y(bar.accuracy)}`).join(' ')}
          fill="none"
          strokeWidth="2"
          className="stroke-mark-accent"
        />
        {bars.map((bar) => (
          <circle
            key={bar.confidence}
            cx={x(bar.confidence)}
            cy={y(bar.accuracy)}
            r={3 + (LARGEST - 3) * Math.sqrt(bar.count / most)}
            fillOpacity="0.75"
            className="fill-mark-accent"
          />
        ))}
      </svg>
      <details className="group/table mt-1 text-sm">
        <summary className="inline-flex min-h-8 items-center rounded text-xs font-medium text-accent hover:underline">
          <span className="group-open/table:hidden">Show as a table</span>
          <span className="hidden group-open/table:inline">Hide the table</span>
        </summary>
        <table className="w-full max-w-md text-end text-xs tabular-nums">
          <caption className="sr-only">{name}: how sure it was, and how often it was right</caption>
          <thead className="text-faint">
            <tr>
              <th scope="col" className="py-1 text-start font-medium">
                How sure
              </th>
              <th scope="col" className="py-1 font-medium">
                Right
              </th>
              <th scope="col" className="py-1 font-medium">
                Answers
              </th>
            </tr>
          </thead>
          <tbody>
            {bars.map((bar) => (
              <tr key={bar.confidence} className="border-t border-line">
                <th scope="row" className="py-1 text-start font-normal text-soft">
                  {percent(bar.confidence)}
                </th>
                <td className="py-1">{percent(bar.accuracy)}</td>
                <td className="py-1">{bar.count.toLocaleString('en')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </>
  );
}
