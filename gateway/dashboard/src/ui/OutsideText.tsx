/**
 * Words from outside, as text and nothing else: links stay unclickable, direction and language are the text's
 * own, so that a screen reader speaks it and Arabic reads from the right.
 */
export function OutsideText({
  text,
  language,
  className = '',
}: {
  readonly text: string;
  readonly language?: string | null;
  readonly className?: string;
}) {
  const lang = language && language !== 'und' ? language : undefined;
  return (
    <p dir="auto" lang={lang} className={`whitespace-pre-wrap wrap-anywhere ${className}`}>
      {text}
    </p>
  );
}
