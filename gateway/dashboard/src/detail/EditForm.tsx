import { useEffect, useId, useRef } from 'react';
import { DISCLOSURES, type Disclosure } from '../../../../topics/disclosures.ts';
import { Button } from '../ui/Button.tsx';
import { letters } from '../ui/letters.ts';
import { Notice } from '../ui/Notice.tsx';
import type { Decisions } from './use-decisions.ts';

const DECLARED: { readonly [D in Disclosure]: string } = {
  paid_partnership: 'A paid partnership',
  ai_generated: 'Written by AI',
};

/** Writing another text. Every letter is kept until it is saved or thrown away on purpose. */
export function EditForm({
  decisions,
  draft,
  draftVersion,
  declared,
  language,
}: {
  readonly decisions: Decisions;
  readonly draft: string;
  readonly draftVersion: number;
  /** What readers must be told of the draft, by whoever wrote it. */
  readonly declared: readonly string[];
  readonly language: string | null;
}) {
  const field = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const { edit, busy } = decisions;
  const text = edit?.text ?? draft;
  const told = edit?.disclosures ?? declared;
  const stale = edit !== null && edit.draftVersion < draftVersion;
  useEffect(() => {
    const area = field.current;
    area?.focus({ preventScroll: true });
    area?.form?.scrollIntoView({ block: 'nearest' });
    area?.setSelectionRange(area.value.length, area.value.length);
  }, []);
  const empty = text.trim() === '';
  const same = text === draft && told.toSorted().join() === declared.toSorted().join();
  const save = (): void => {
    if (!empty && !same && !busy) decisions.save(text, told);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
      className="space-y-3"
    >
      {stale && (
        <Notice
          look="warn"
          title="The draft changed while you were writing"
          actions={
            <>
              <Button onClick={() => decisions.write(text, told)}>Go on with mine</Button>
              <Button onClick={decisions.discardEdit}>Use the new draft</Button>
            </>
          }
        >
          <p dir="auto" className="mt-1 whitespace-pre-wrap">
            {draft}
          </p>
        </Notice>
      )}
      <label htmlFor={id} className="text-sm font-semibold">
        Your text
      </label>
      <textarea
        ref={field}
        id={id}
        dir="auto"
        lang={language && language !== 'und' ? language : undefined}
        value={text}
        readOnly={busy}
        maxLength={10_000}
        rows={5}
        onChange={(event) => decisions.write(event.target.value, told)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) {
            event.preventDefault();
            save();
          }
        }}
        className="field-sizing-content min-h-28 w-full resize-y rounded-lg border border-edge bg-surface p-3 text-[0.9375rem] leading-relaxed read-only:text-faint"
      />
      <fieldset className="text-sm">
        <legend className="text-xs font-medium text-soft">What readers must be told of it</legend>
        {DISCLOSURES.map((one) => (
          <label key={one} className="me-4 inline-flex min-h-10 items-center gap-2">
            <input
              type="checkbox"
              checked={told.includes(one)}
              disabled={busy}
              onChange={({ target }) =>
                decisions.write(text, target.checked ? [...told, one] : told.filter((other) => other !== one))
              }
            />
            {DECLARED[one]}
          </label>
        ))}
      </fieldset>
      <div className="flex flex-wrap items-center gap-2">
        <Button look="primary" type="submit" icon="check" disabled={empty || same || busy}>
          {busy ? 'Saving…' : 'Save'}
        </Button>
        <Button onClick={() => decisions.setForm(null)}>Close</Button>
        {edit !== null && !busy && (
          <Button
            look="quiet"
            onClick={() => {
              decisions.discardEdit();
              decisions.setForm(null);
            }}
          >
            Throw my text away
          </Button>
        )}
        <span className="ms-auto text-xs text-faint tabular-nums">
          {letters(text).length} characters<span className="hidden md:inline"> · Ctrl+Enter saves</span>
        </span>
      </div>
      <p className="text-xs text-faint">Saved texts are checked again, then you approve them.</p>
    </form>
  );
}
