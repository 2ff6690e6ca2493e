import { useEffect } from 'react';
import { Button } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import { codeOf } from '../commands/state.ts';
import { sentenceOf } from '../words/codes.ts';
import type { Decisions } from './use-decisions.ts';

const AGAIN = {
  approve: 'Approve anyway',
  edit: 'Save anyway',
  reject: 'Reject anyway',
  undo: 'Undo anyway',
} as const;
/** Codes after which the person must look at something before deciding again. */
const LOOK: Readonly<Record<string, string>> = {
  conversation_moved_on: 'I have read it',
  draft_changed: 'Look at the new draft',
};

/** Why a decision was not taken, and every way to go on, in plain words. */
export function Refusal({ decisions }: { readonly decisions: Decisions }) {
  const { command } = decisions;
  const moved = command?.name === 'refused' && codeOf(command.problem) === 'conversation_moved_on';
  const newest = decisions.changes.messages.at(-1);
  useEffect(() => {
    if (moved && newest) document.querySelector('[data-unseen]')?.scrollIntoView({ block: 'center' });
  }, [moved, newest]);
  if (command?.name === 'pending') {
    return (
      <Notice look="info" title="This takes longer than usual">
        Your decision is saved. We are waiting for its answer; you can go on with the next message.
      </Notice>
    );
  }
  if (command?.name === 'unsent') {
    return (
      <Notice
        look="bad"
        urgent
        title={sentenceOf(codeOf(command.problem))}
        actions={
          <>
            <Button look="primary" onClick={decisions.retry}>
              Try again
            </Button>
            <Button onClick={decisions.dismiss}>Not now</Button>
          </>
        }
      >
        {command.intent.body.text === undefined
          ? 'Trying again is safe: it can only count once.'
          : 'Your text is kept. Trying again is safe: it can only count once.'}
      </Notice>
    );
  }
  if (command?.name !== 'refused') return null;
  const { problem, intent } = command;
  const code = codeOf(problem);
  const choices = problem.choices ?? [];
  const lookLabel = LOOK[code];
  return (
    <Notice
      look="warn"
      urgent
      title={sentenceOf(code)}
      actions={
        <>
          {lookLabel && (
            <Button look="primary" onClick={() => decisions.lookAgain(problem.conversationVersion)}>
              {lookLabel}
            </Button>
          )}
          {choices.includes('approve_anyway') && (
            <Button onClick={() => decisions.goAnyway(intent, problem.conversationVersion)}>
              {AGAIN[intent.verb]}
            </Button>
          )}
          {choices.includes('edit') && decisions.form !== 'edit' && (
            <Button icon="edit" onClick={() => decisions.setForm('edit')}>
              Edit the reply
            </Button>
          )}
          {choices.includes('reject') && decisions.form !== 'reject' && (
            <Button icon="reject" onClick={() => decisions.setForm('reject')}>
              Reject it
            </Button>
          )}
          {choices.includes('undo') && (
            <Button icon="undo" onClick={() => decisions.undo()}>
              Undo the approval
            </Button>
          )}
          <Button look="quiet" onClick={decisions.dismiss}>
            Close
          </Button>
        </>
      }
    >
      {code === 'conversation_moved_on'
        ? 'Nothing was posted. Read the newest message, then decide whether this reply still fits.'
        : intent.verb === 'edit'
          ? 'Your text is kept.'
          : 'Nothing was changed.'}
    </Notice>
  );
}
