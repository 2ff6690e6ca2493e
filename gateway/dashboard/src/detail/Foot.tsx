import { Button } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import { ActionBar } from './ActionBar.tsx';
import { Refusal } from './Refusal.tsx';
import type { Decisions } from './use-decisions.ts';

/** Always in sight: what the last decision came to, what changed meanwhile, and the decisions that are open. */
export function Foot({ decisions, flagged }: { readonly decisions: Decisions; readonly flagged: boolean }) {
  const { changes, command, form, verbs } = decisions;
  const told = command?.name === 'refused' || command?.name === 'unsent' || command?.name === 'pending';
  const changed = verbs.length > 0 && (changes.draft || changes.messages.length > 0);
  return (
    <>
      {(told || (changed && form !== 'edit')) && (
        <div className="max-h-[45dvh] overflow-y-auto border-t border-line bg-surface px-4 pt-3 pb-3 md:px-6">
          {told ? (
            <Refusal decisions={decisions} />
          ) : (
            <Notice
              look="warn"
              urgent
              title={
                changes.draft
                  ? 'The draft was changed while you looked'
                  : 'A newer message arrived in this conversation'
              }
              actions={<Button onClick={() => decisions.lookAgain()}>I have read it</Button>}
            >
              Check that the reply still fits.
            </Notice>
          )}
        </div>
      )}
      {command?.name !== 'refused' && command?.name !== 'unsent' && (
        <ActionBar decisions={decisions} flagged={flagged} />
      )}
    </>
  );
}
