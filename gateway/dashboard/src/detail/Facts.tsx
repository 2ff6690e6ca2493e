import { Icon } from '../ui/icons.tsx';
import { isPlaced, MarkedText } from '../ui/MarkedText.tsx';
import { sortFacts, type Check, type Reading, type Share } from './facts.ts';

const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** What a step went by: shares as bars, scores against their limits, words that counted, and the rest as a list. */
export function Facts({
  detail,
  text,
  judged,
}: {
  readonly detail: Readonly<Record<string, unknown>>;
  readonly text: string;
  /** The draft that the step is about, for findings that point into it; null where no earlier step has it. */
  readonly judged: string | null;
}) {
  const { shares, checks, emotions, readings, clues, findings, placed, texts, plain } = sortFacts(
    detail,
    text,
  );
  return (
    <div className="space-y-3 text-sm">
      {texts.map((one) => (
        <p key={one.name} dir="auto" className="rounded-lg bg-sunken p-3 whitespace-pre-wrap wrap-anywhere">
          {one.value}
        </p>
      ))}
      {judged !== null && placed.some(isPlaced) && (
        <MarkedText text={judged} findings={placed} className="rounded-lg bg-sunken p-3" />
      )}
      {findings.length > 0 && (
        <ul className="list-disc space-y-0.5 ps-5 text-soft">
          {[...new Set(findings)].map((finding) => (
            <li key={finding}>{finding}</li>
          ))}
        </ul>
      )}
      {shares.length > 0 && <Shares shares={shares} />}
      {emotions.length > 0 && (
        <div>
          <p className="mb-1 text-xs text-faint">Emotion</p>
          <Shares shares={emotions} />
        </div>
      )}
      {readings.length > 0 && <Readings readings={readings} />}
      {checks.length > 0 && <Checks checks={checks} />}
      {clues.length > 0 && (
        <p className="flex flex-wrap gap-1.5" aria-label="What counted">
          {clues.map(({ words, weight }, index) => (
            <span
              key={`${words}${index}`}
              className={`rounded-md px-1.5 text-xs leading-6 ${weight < 0 ? 'bg-bad-wash text-bad' : 'bg-good-wash text-good'}`}
            >
              <bdi>{words}</bdi> {weight > 0 ? '+' : '−'}
              {Math.abs(weight).toFixed(1)}
            </span>
          ))}
        </p>
      )}
      {plain.length > 0 && (
        <dl className="grid grid-cols-[minmax(7rem,auto)_1fr] gap-x-4 gap-y-1">
          {plain.map(({ name, value, mono }) => (
            <div key={name} className="contents">
              <dt className="text-faint">{name}</dt>
              <dd className={`wrap-anywhere ${mono ? 'font-mono text-xs leading-6' : ''}`}>{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}

function Shares({ shares }: { readonly shares: readonly Share[] }) {
  return (
    <ul className="space-y-1">
      {shares.map(({ name, share }) => (
        <li key={name} className="grid grid-cols-[7rem_1fr_3rem] items-center gap-2">
          <span className="truncate text-soft">{name}</span>
          <span aria-hidden="true" className="h-2 overflow-hidden rounded-full bg-sunken">
            <span className="block h-full rounded-full bg-mark-accent" style={{ width: `${share * 100}%` }} />
          </span>
          <span className="text-end text-xs text-faint tabular-nums">{percent(share)}</span>
        </li>
      ))}
    </ul>
  );
}

const COLUMNS = ['Tone', 'Probability', 'Yes from', 'Reads as'] as const;

function Readings({ readings }: { readonly readings: readonly Reading[] }) {
  return (
    <table className="w-full text-start">
      <thead className="text-xs text-faint">
        <tr>
          {COLUMNS.map((name, index) => (
            <th
              key={name}
              scope="col"
              className={`pb-1 font-medium ${index === 0 ? 'text-start' : 'text-end'}`}
            >
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {readings.map(({ name, probability, threshold }) => {
          const yes = threshold === null ? null : probability >= threshold;
          return (
            <tr key={name} className="border-t border-line">
              <th scope="row" className="py-1 text-start font-normal text-soft">
                {name}
              </th>
              <td className="py-1 text-end tabular-nums">{percent(probability)}</td>
              <td className="py-1 text-end text-faint tabular-nums">
                {threshold === null ? '–' : percent(threshold)}
              </td>
              <td className={`py-1 text-end text-xs ${yes ? 'font-semibold text-warn' : 'text-faint'}`}>
                {yes === null ? '–' : yes ? 'Yes' : 'No'}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Checks({ checks }: { readonly checks: readonly Check[] }) {
  return (
    <table className="w-full text-start">
      <thead className="text-xs text-faint">
        <tr>
          <th scope="col" className="pb-1 text-start font-medium">
            Check
          </th>
          <th scope="col" className="pb-1 text-end font-medium">
            Score
          </th>
          <th scope="col" className="pb-1 text-end font-medium">
            Limit
          </th>
          <th scope="col" className="pb-1 text-end font-medium">
            Result
          </th>
        </tr>
      </thead>
      <tbody>
        {checks.map(({ name, score, limit, goodAbove }) => {
          const good = score === null || limit === null ? null : goodAbove ? score >= limit : score <= limit;
          return (
            <tr key={name} className="border-t border-line">
              <th scope="row" className="py-1 text-start font-normal text-soft">
                {name}
              </th>
              <td className="py-1 text-end tabular-nums">{score === null ? '–' : score.toFixed(2)}</td>
              <td className="py-1 text-end text-faint tabular-nums">
                {limit === null ? '–' : `${goodAbove ? 'at least' : 'up to'} ${limit.toFixed(2)}`}
              </td>
              <td className="py-1">
                <span
                  className={`flex items-center justify-end gap-1 text-xs ${good === null ? 'text-faint' : good ? 'text-good' : 'text-bad'}`}
                >
                  {good !== null && <Icon name={good ? 'check' : 'close'} className="size-3.5" />}
                  {good === null ? 'Not measured' : good ? 'Fine' : 'Over'}
                </span>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
