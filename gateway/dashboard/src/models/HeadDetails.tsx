import type { HeadDrift } from '../api/types.ts';
import { Chip } from '../ui/Chip.tsx';
import { Icon } from '../ui/icons.tsx';
import { humanise } from '../words/codes.ts';
import { count } from '../words/time.ts';
import { DriftChart } from './DriftChart.tsx';
import { DriftChip } from './Drift.tsx';
import { headWords } from './heads.ts';
import { ReliabilityChart } from './ReliabilityChart.tsx';
import { groupWords, overallOf, weaknessesOf, type Head } from './weaknesses.ts';

const HEADING = 'mb-1.5 text-sm font-semibold';

/** One question that the model answers: what it reads, from what it learned, how good it is, and where it is not. */
export function HeadDetails({ head, drift }: { readonly head: Head; readonly drift: HeadDrift | null }) {
  const words = headWords(head.name);
  const overall = overallOf(head);
  const parts = drift?.parts ?? [];
  return (
    <details className="group/head border-t border-line">
      <summary className="flex min-h-12 items-center gap-3 rounded-lg px-2 py-2 hover:bg-sunken">
        <span className="min-w-0 flex-1">
          <span className="font-medium">{words.name}</span>
          <span className="block text-sm text-soft">{words.reads}</span>
        </span>
        {overall && overall.accuracy !== null && (
          <span className="hidden text-xs whitespace-nowrap text-faint tabular-nums sm:inline">
            right in {Math.round(overall.accuracy)} of 100
          </span>
        )}
        {drift?.alert && <DriftChip drift={drift} />}
        {head.reviewOnly && <Chip>For review only</Chip>}
        <Icon
          name="chevron"
          className="size-4 text-faint transition-transform group-open/head:rotate-90 rtl:-scale-x-100"
        />
      </summary>
      <div className="grid gap-x-8 gap-y-6 px-2 pt-2 pb-5 lg:grid-cols-2">
        <div className="space-y-5">
          <section>
            <h4 className={HEADING}>What becomes of it</h4>
            <p className="text-sm text-soft">
              {words.use} {answersOf(head)}
            </p>
          </section>
          <Weaknesses head={head} />
          <Scores head={head} />
          <Data head={head} />
        </div>
        <div className="space-y-5">
          {head.reliability.length > 0 && (
            <section>
              <h4 className={HEADING}>Can its probabilities be believed?</h4>
              <p className="mb-2 text-sm text-soft">
                On the dashed line it is right as often as it says. Below it, it is too sure of itself.
              </p>
              <ReliabilityChart head={head} name={words.name} />
            </section>
          )}
          {parts.map((part) => (
            <section key={part.class ?? ''}>
              <h4 className={HEADING}>
                This week:{' '}
                {part.class === null ? 'how sure the answers are' : `probability of “${part.class}”`}
              </h4>
              <DriftChart part={part} name={`${words.name}, ${part.class ?? 'answers'}`} />
            </section>
          ))}
        </div>
      </div>
    </details>
  );
}

function answersOf({ kind, classes, thresholds }: Head): string {
  if (kind === 'binary') {
    const from = thresholds[0];
    return `It answers ${classes.join(' or ')}${from === undefined ? '' : `; “${classes.at(-1)}” from ${Math.round(from * 100)} % on`}.`;
  }
  const many = classes.length > 8 ? `${classes.length} labels` : classes.map(humanise).join(', ');
  return kind === 'multi' ? `It may answer several of ${many}.` : `It answers one of: ${many}.`;
}

function Weaknesses({ head }: { readonly head: Head }) {
  const weak = weaknessesOf(head);
  return (
    <section>
      <h4 className={HEADING}>Where it is bad</h4>
      {weak.length === 0 ? (
        <p className="text-sm text-soft">
          Nothing stands out on the texts that it was tried on. Yours may be different.
        </p>
      ) : (
        <ul className="list-disc space-y-1 ps-5 text-sm text-soft">
          {weak.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Scores({ head }: { readonly head: Head }) {
  const nameOf = (source: string): string => (source === 'all' ? 'All together' : groupWords(source));
  const rows = [
    ...head.scores.map((one) => ({ ...one, name: nameOf(one.source) })),
    // The honest ones: nobody has looked at these while choosing.
    ...head.untouched.map((one) => ({ ...one, name: `${nameOf(one.source)}, kept apart` })),
  ];
  if (rows.length === 0) return null;
  return (
    <section>
      <h4 className={HEADING}>How good it is</h4>
      <p className="mb-1 text-xs text-faint">
        Of 100, on texts that it had not learned from. F1 counts every label alike, however rare.
      </p>
      <table className="w-full text-end text-xs tabular-nums">
        <thead className="text-faint">
          <tr>
            <th scope="col" className="py-1 text-start font-medium">
              Texts
            </th>
            <th scope="col" className="py-1 font-medium">
              How many
            </th>
            <th scope="col" className="py-1 font-medium">
              Right
            </th>
            <th scope="col" className="py-1 font-medium">
              F1
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, ...one }) => (
            <tr key={name} className="border-t border-line">
              <th scope="row" className="py-1 text-start font-normal text-soft">
                {name}
              </th>
              <td className="py-1">{count(one.rows)}</td>
              <td className="py-1">{one.accuracy?.toFixed(1) ?? '–'}</td>
              <td className="py-1">{one.macroF1?.toFixed(1) ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Files of one name and licence together. */
function sourcesOf({ data }: Head): readonly Head['data'][number][] {
  const sums = new Map<string, Head['data'][number]>();
  for (const one of data) {
    const key = `${one.name}\n${one.licence}`;
    const rows = one.rows === null ? null : one.rows + (sums.get(key)?.rows ?? 0);
    sums.set(key, { ...one, rows });
  }
  return [...sums.values()];
}

function Data({ head }: { readonly head: Head }) {
  return (
    <section>
      <h4 className={HEADING}>What it learned from</h4>
      <table className="w-full text-xs">
        <thead className="text-faint">
          <tr>
            <th scope="col" className="py-1 text-start font-medium">
              Data
            </th>
            <th scope="col" className="py-1 text-end font-medium">
              Texts
            </th>
            <th scope="col" className="py-1 ps-4 text-start font-medium">
              Licence
            </th>
          </tr>
        </thead>
        <tbody>
          {sourcesOf(head).map((one) => (
            <tr key={`${one.name} ${one.licence}`} className="border-t border-line align-top">
              <th scope="row" className="py-1 text-start font-normal text-soft wrap-anywhere">
                {groupWords(one.name)}
              </th>
              <td className="py-1 text-end tabular-nums">{one.rows === null ? '–' : count(one.rows)}</td>
              <td className="py-1 ps-4 text-soft">{one.licence}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
