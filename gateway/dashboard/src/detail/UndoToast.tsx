import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { commands } from '../commands/desk.ts';
import { useStore } from '../lib/store.ts';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/icons.tsx';
import { codeOf } from '../commands/state.ts';
import { sentenceOf } from '../words/codes.ts';
import { lastApproval, undoLast } from './last-decision.ts';

/** How long it stays unless the pointer or the focus is on it, ms. Undo stays possible in the message itself. */
const STAY_MS = 12_000;

export function UndoToast() {
  const client = useQueryClient();
  const last = useStore(lastApproval);
  const [held, setHeld] = useState(false);
  const [undone, setUndone] = useState<string | null>(null);
  const command = useStore(commands).get(undone ?? '');
  useEffect(() => {
    if ((!last && undone === null) || held) return undefined;
    const timer = setTimeout(() => {
      lastApproval.set(null);
      setUndone(null);
    }, STAY_MS);
    return () => clearTimeout(timer);
  }, [last, held, undone]);
  useEffect(() => {
    if (last) setUndone(null);
  }, [last]);

  const text = last ? (
    <>
      Approved the reply to <bdi className="font-semibold">@{last.author}</bdi>
    </>
  ) : command?.intent.verb === 'undo' ? (
    {
      sending: 'Taking it back…',
      pending: 'Taking it back…',
      accepted: 'Taken back. Nothing is posted.',
      refused: command.name === 'refused' ? sentenceOf(codeOf(command.problem)) : '',
      unsent: 'No answer. Open the message to try again.',
    }[command.name]
  ) : null;
  if (text === null) return null;
  return (
    <div
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="fixed inset-x-3 bottom-[calc(4.5rem+env(safe-area-inset-bottom))] z-30 mx-auto flex w-fit max-w-[calc(100vw-1.5rem)] items-center gap-3 rounded-xl bg-ink py-1.5 ps-4 pe-1.5 text-sm text-canvas shadow-xl animate-settle md:start-auto md:end-6 md:bottom-24 md:mx-0"
    >
      <Icon name="check" className="size-4.5" />
      <span className="min-w-0">{text}</span>
      {last && (
        <Button
          look="quiet"
          hint="Z"
          className="text-canvas! hover:bg-canvas/15!"
          onClick={() => {
            setUndone(last.intent.engagementId);
            undoLast(client);
          }}
        >
          Undo
        </Button>
      )}
    </div>
  );
}
