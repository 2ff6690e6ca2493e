import { useEffect, useId, useRef } from 'react';
import { Button } from '../ui/Button.tsx';
import type { Decisions } from './use-decisions.ts';

const USUAL = ['Does not sound like us', 'Facts are wrong', 'No reply needed', 'Answered elsewhere'] as const;

/** Why a draft is not good: one line, or one of the usual ones. */
export function RejectForm({ decisions }: { readonly decisions: Decisions }) {
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  const { reason, busy } = decisions;
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    field.current?.focus({ preventScroll: true });
    form.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  const send = (): void => {
    if (reason.trim() !== '' && !busy) decisions.reject(reason.trim());
  };
  return (
    <form
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      className="space-y-3"
    >
      <label htmlFor={id} className="block text-sm font-semibold">
        Why is this not the right reply?
      </label>
      <div className="flex flex-wrap gap-1.5">
        {USUAL.map((usual) => (
          <button
            key={usual}
            type="button"
            disabled={busy}
            onClick={() => {
              decisions.writeReason(usual);
              field.current?.focus();
            }}
            className="min-h-8 rounded-full border border-line bg-surface px-3 text-sm text-soft hover:border-edge hover:bg-sunken hover:text-ink"
          >
            {usual}
          </button>
        ))}
      </div>
      <input
        ref={field}
        id={id}
        dir="auto"
        value={reason}
        readOnly={busy}
        maxLength={500}
        onChange={(event) => decisions.writeReason(event.target.value)}
        placeholder="Choose one, or write it in your words"
        className="min-h-10 w-full rounded-lg border border-edge bg-surface px-3 placeholder:text-faint"
      />
      <div className="flex flex-wrap gap-2">
        <Button look="stop" type="submit" disabled={reason.trim() === '' || busy}>
          {busy ? 'Rejecting…' : 'Reject the reply'}
        </Button>
        <Button onClick={() => decisions.setForm(null)}>Close</Button>
      </div>
    </form>
  );
}
