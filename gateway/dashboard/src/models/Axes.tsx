/** The frame of the small charts of a model card: shares from 0 to 100 % both ways. SVG units. */
export const WIDTH = 360;
export const HEIGHT = 250;
export const LEFT = 56;
export const TOP = 12;
const BOTTOM = 46;
const RIGHT = 24;
export const PLOT = { width: WIDTH - LEFT - RIGHT, height: HEIGHT - TOP - BOTTOM } as const;

export const x = (share: number): number => LEFT + share * PLOT.width;
/** @param most the share at the top. */
export const y = (share: number, most = 1): number => TOP + (1 - share / most) * PLOT.height;

const STEPS = [0, 0.25, 0.5, 0.75, 1] as const;
const percent = (share: number): string => `${Math.round(share * 100)} %`;

export function Axes({
  across,
  up,
  most = 1,
}: {
  readonly across: string;
  readonly up: string;
  readonly most?: number;
}) {
  return (
    <g fontSize="12" className="fill-faint">
      {STEPS.map((step) => (
        <g key={step}>
          <path d={`M${LEFT} ${y(step)} h${PLOT.width}`} className="stroke-line" />
          <text x={LEFT - 6} y={y(step) + 4} textAnchor="end">
            {percent(step * most)}
          </text>
          <text x={x(step)} y={TOP + PLOT.height + 17} textAnchor="middle">
            {percent(step)}
          </text>
        </g>
      ))}
      <text x={LEFT + PLOT.width / 2} y={HEIGHT - 8} textAnchor="middle">
        {across}
      </text>
      <text x={-(TOP + PLOT.height / 2)} y={12} textAnchor="middle" transform="rotate(-90)">
        {up}
      </text>
    </g>
  );
}
