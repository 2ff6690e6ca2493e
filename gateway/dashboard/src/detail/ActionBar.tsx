import { Button } from '../ui/Button.tsx';
import type { Decisions } from './use-decisions.ts';

const SENDING = {
  approve: 'Approving…',
  edit: 'Saving…',
  reject: 'Rejecting…',
  undo: 'Taking back…',
} as const;

/** The decisions that are open, always at the foot of the conversation. */
export function ActionBar({
  decisions,
  flagged,
}: {
  readonly decisions: Decisions;
  readonly flagged: boolean;
}) {
  const { verbs, busy, command, form } = decisions;
  if (form !== null || (verbs.length === 0 && !busy)) return null;
  return (
    <div
      role="group"
      aria-label="Decide on this reply"
      className="flex items-center gap-2 border-t border-line bg-surface px-4 py-3 md:px-6"
    >
      {busy && command ? (
        <p role="status" className="flex min-h-10 items-center gap-2 text-sm font-medium text-soft">
          <span
            className="size-4 animate-spin rounded-full border-2 border-line border-t-accent"
            aria-hidden="true"
          />
          {SENDING[command.intent.verb]}
        </p>
      ) : (
        <>
          {verbs.includes('approve') && (
            <Button
              look="primary"
              icon="check"
              hint="A"
              onClick={decisions.approve}
              className="flex-1 md:flex-none"
            >
              Approve
            </Button>
          )}
          {verbs.includes('edit') && (
            <Button
              look={flagged ? 'primary' : 'plain'}
              icon="edit"
              hint="E"
              onClick={() => decisions.openForm('edit')}
              className="flex-1 md:flex-none"
            >
              Edit
            </Button>
          )}
          {verbs.includes('reject') && (
            <Button
              look="danger"
              icon="reject"
              hint="R"
              onClick={() => decisions.openForm('reject')}
              className="flex-1 md:flex-none"
            >
              Reject
            </Button>
          )}
          {verbs.includes('undo') && (
            <Button icon="undo" hint="Z" onClick={() => decisions.undo()} className="flex-1 md:flex-none">
              Undo the approval
            </Button>
          )}
        </>
      )}
    </div>
  );
}
