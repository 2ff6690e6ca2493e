import { useEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import { paint } from '../app/theme.ts';
import { useStore } from '../lib/store.ts';

export interface Series {
  readonly label: string;
  /** Custom property of the page's colours. */
  readonly colour: '--mark-accent' | '--mark-good' | '--mark-warn' | '--mark-bad' | '--mark-info';
  readonly values: readonly (number | null)[];
  readonly filled?: boolean;
}

interface Props {
  /** What it shows, for those who do not see it; the numbers are in the table beside it. */
  readonly label: string;
  /** Epoch seconds. */
  readonly times: readonly number[];
  readonly series: readonly Series[];
  readonly height: number;
  readonly format: (value: number) => string;
}

const FONT = '12px system-ui, sans-serif';
const colour = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim() || '#777';
/** Custom properties keep `light-dark()` unresolved: a probe element tells the colour in force. */
function resolved(name: string): string {
  const probe = document.createElement('span');
  probe.style.color = colour(name);
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

const faded = (rgb: string): string => rgb.replace(/^rgb\(([^)]+)\)$/, 'rgba($1, 0.14)');

export function Chart({ label, times, series, height, format }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const turn = useStore(paint);
  const [width, setWidth] = useState(0);
  const latest = useRef({ times, series, format });
  useEffect(() => {
    latest.current = { times, series, format };
  });
  const shape = series.map((one) => one.label).join('|');

  useEffect(() => {
    const target = place.current;
    if (!target) return undefined;
    const observer = new ResizeObserver(() => setWidth(Math.floor(target.clientWidth)));
    observer.observe(target);
    return () => observer.disconnect();
  }, []);

  const hasWidth = width > 0;
  useEffect(() => {
    const target = place.current;
    if (!target || !hasWidth) return undefined;
    const line = resolved('--line');
    const axis = {
      stroke: resolved('--faint'),
      font: FONT,
      grid: { stroke: line, width: 1 },
      ticks: { show: false },
    };
    const made = new uPlot(
      {
        width: target.clientWidth,
        height,
        padding: [10, 20, 0, 0],
        legend: { show: false },
        cursor: { y: false, points: { size: 7 }, drag: { x: false, y: false } },
        scales: { y: { range: (_u, _min, most) => [0, Math.max(1, (most ?? 0) * 1.1)] } },
        axes: [
          {
            ...axis,
            grid: { show: false },
            space: 70,
            size: 28,
            values: (_u, ticks) => ticks.map((tick) => whenOf(tick, latest.current.times)),
          },
          {
            ...axis,
            size: 52,
            space: 32,
            values: (_u, ticks) => ticks.map((tick) => latest.current.format(tick)),
          },
        ],
        series: [
          {},
          ...latest.current.series.map((one) => {
            const stroke = resolved(one.colour);
            return {
              label: one.label,
              stroke,
              width: 2,
              points: { show: false },
              ...(one.filled ? { fill: faded(stroke) } : {}),
            };
          }),
        ],
      },
      dataOf(latest.current),
      target,
    );
    plot.current = made;
    return () => {
      made.destroy();
      plot.current = null;
    };
  }, [turn, shape, height, hasWidth]);

  useEffect(() => {
    if (width > 0) plot.current?.setSize({ width, height });
  }, [width, height]);
  useEffect(() => {
    plot.current?.setData(dataOf({ times, series }));
  }, [times, series]);

  return <div ref={place} role="img" aria-label={label} style={{ height }} className="w-full min-w-0" />;
}

const DAYS = 2 * 86_400;

/** Over more than two days a time of day says nothing: the day is said. */
export function whenOf(seconds: number, times: readonly number[]): string {
  const long = (times.at(-1) ?? 0) - (times[0] ?? 0) > DAYS;
  return long
    ? new Date(seconds * 1_000).toLocaleDateString([], { day: 'numeric', month: 'short' })
    : clockOf(seconds);
}

const clockOf = (seconds: number): string =>
  new Date(seconds * 1_000).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

function dataOf({ times, series }: Pick<Props, 'times' | 'series'>): uPlot.AlignedData {
  return [[...times], ...series.map((one) => [...one.values])] as uPlot.AlignedData;
}
