import { Fragment } from 'react';
import { partsOf, type TextSpan } from './spans.ts';

export interface Finding extends TextSpan {
  /** What was found, as a sentence. */
  readonly note: string;
}

/** Whether the finding points at words of the text. */
export const isPlaced = ({ start, end }: TextSpan): boolean => start !== null && end !== null && start < end;

/** The number that a finding has in the text and in the list beside it: 1 for the first one that is placed. */
export function numbersOf(findings: readonly Finding[]): readonly (number | null)[] {
  let last = 0;
  return findings.map((finding) => (isPlaced(finding) ? (last += 1) : null));
}

const ONE = 'bg-warn-wash text-ink decoration-mark-warn';
const SEVERAL = 'bg-bad-wash text-ink decoration-mark-bad';

/**
 * Words with what was found in them: marked for the eye, numbered like the list beside them, and said in words to a
 * screen reader where the mark ends. The notes are of our language and direction, whatever the text's own is.
 */
export function MarkedText({
  text,
  findings,
  language,
  numbered = false,
  className = '',
}: {
  readonly text: string;
  readonly findings: readonly Finding[];
  readonly language?: string | null;
  readonly numbered?: boolean;
  readonly className?: string;
}) {
  const lang = language && language !== 'und' ? language : undefined;
  const parts = partsOf(text, findings);
  const numbers = numbersOf(findings);
  return (
    <p dir="auto" lang={lang} className={`whitespace-pre-wrap wrap-anywhere ${className}`}>
      {parts.map((part, index) => {
        if (part.spans.length === 0) return <Fragment key={index}>{part.text}</Fragment>;
        const ending = part.spans.filter((span) => !parts[index + 1]?.spans.includes(span));
        return (
          <Fragment key={index}>
            <mark
              title={part.spans.map((span) => findings[span]?.note).join(' ')}
              className={`rounded-sm box-decoration-clone underline decoration-2 underline-offset-4 ${part.spans.length > 1 ? SEVERAL : ONE}`}
            >
              {part.text}
            </mark>
            {ending.length > 0 && (
              <span dir="ltr" lang="en" className="select-none">
                {numbered && (
                  <sup aria-hidden="true" className="ms-0.5 text-[0.6875rem] font-semibold text-warn">
                    {ending.map((span) => numbers[span]).join(' ')}
                  </sup>
                )}
                <span className="sr-only">
                  {' '}
                  (marked: {ending.map((span) => findings[span]?.note).join(' ')}){' '}
                </span>
              </span>
            )}
          </Fragment>
        );
      })}
    </p>
  );
}
