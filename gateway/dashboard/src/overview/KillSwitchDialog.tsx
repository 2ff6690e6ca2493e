import { useQueryClient } from '@tanstack/react-query';
import { useId, useRef, useState } from 'react';
import { ApiProblem, request } from '../api/http.ts';
import { announce } from '../ui/announcer.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Notice } from '../ui/Notice.tsx';
import { sentenceOf } from '../words/codes.ts';

const WORDS = {
  pause: {
    title: 'Stop all posting?',
    text: 'Nothing goes out to any network until somebody resumes it. Messages still come in, drafts are still written, and approved replies wait. A reply that is being sent this very moment may still appear.',
    button: 'Stop posting',
    done: 'Posting is stopped.',
  },
  resume: {
    title: 'Resume posting?',
    text: 'Approved replies that wait go out again, within every limit of the networks.',
    button: 'Resume posting',
    done: 'Posting goes on.',
  },
} as const;

export function KillSwitchDialog({
  verb,
  onClose,
}: {
  readonly verb: 'pause' | 'resume';
  readonly onClose: () => void;
}) {
  const client = useQueryClient();
  const id = useId();
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [late, setLate] = useState(false);
  // The same key for the same reason, so that trying again cannot count twice.
  const intent = useRef({ reason: '', key: '' });
  const words = WORDS[verb];

  const run = async (): Promise<void> => {
    if (intent.current.key === '' || intent.current.reason !== reason)
      intent.current = { reason, key: crypto.randomUUID() };
    setBusy(true);
    setProblem(null);
    try {
      const { status } = await request(`/api/v1/workspace/${verb}`, {
        method: 'POST',
        body: verb === 'pause' ? { reason: reason.trim() } : {},
        idempotencyKey: intent.current.key,
      });
      await client.invalidateQueries({ queryKey: ['overview'] });
      if (status === 202) {
        setLate(true);
        return;
      }
      announce(words.done);
      onClose();
    } catch (error) {
      setProblem(
        sentenceOf(error instanceof ApiProblem ? (error.body.reason ?? error.body.code) : 'no_answer'),
      );
    } finally {
      setBusy(false);
    }
  };

  return (
    <Dialog title={words.title} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy && (verb === 'resume' || reason.trim() !== '')) void run();
        }}
        className="space-y-4"
      >
        <p className="text-sm text-soft">{words.text}</p>
        {verb === 'pause' && (
          <div>
            <label htmlFor={id} className="mb-1.5 block text-sm font-medium">
              Reason, for your colleagues
            </label>
            <input
              id={id}
              autoFocus
              required
              dir="auto"
              maxLength={500}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
              className="min-h-10 w-full rounded-lg border border-edge bg-surface px-3"
            />
          </div>
        )}
        {problem !== null && (
          <Notice look="bad" urgent title={problem}>
            Trying again is safe.
          </Notice>
        )}
        {late && (
          <Notice look="info" title="This takes longer than usual">
            It is saved and will take effect in a moment. The banner at the top tells when it has.
          </Notice>
        )}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>{late ? 'Close' : 'Cancel'}</Button>
          {!late && (
            <Button
              type="submit"
              look={verb === 'pause' ? 'stop' : 'primary'}
              disabled={busy || (verb === 'pause' && reason.trim() === '')}
            >
              {busy ? 'One moment…' : words.button}
            </Button>
          )}
        </div>
      </form>
    </Dialog>
  );
}
