import { isPlaced, numbersOf, type Finding } from '../ui/MarkedText.tsx';

/** What was found, numbered like its marks in the text; then what is not about one place. */
export function Findings({
  findings,
  reasons,
  text,
}: {
  readonly findings: readonly Finding[];
  /** Further reasons, as sentences. */
  readonly reasons: readonly string[];
  readonly text: string;
}) {
  if (findings.length + reasons.length === 0) return null;
  const numbers = numbersOf(findings);
  const unplaced = [
    ...new Set([...findings.filter((one) => !isPlaced(one)).map(({ note }) => note), ...reasons]),
  ];
  return (
    <ul aria-label="Why a person must look" className="mt-2 space-y-1 text-sm text-soft">
      {findings.map(
        (finding, index) =>
          isPlaced(finding) && (
            <li key={index} className="flex gap-2">
              <span
                aria-hidden="true"
                className="mt-0.5 flex size-4.5 shrink-0 items-center justify-center rounded-full bg-warn-wash text-[0.6875rem] font-semibold text-warn tabular-nums"
              >
                {numbers[index]}
              </span>
              <span className="min-w-0 wrap-anywhere">
                {finding.note}{' '}
                <q className="text-ink">
                  <bdi>{text.slice(finding.start ?? 0, finding.end ?? 0)}</bdi>
                </q>
              </span>
            </li>
          ),
      )}
      {unplaced.map((reason) => (
        <li key={reason} className="flex gap-2">
          <span aria-hidden="true" className="mx-1.5 mt-2 size-1.5 shrink-0 rounded-full bg-mark-warn" />
          {reason}
        </li>
      ))}
    </ul>
  );
}
