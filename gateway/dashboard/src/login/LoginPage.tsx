import { useId, useState } from 'react';
import { ApiProblem, request } from '../api/http.ts';
import { navigate } from '../app/router.ts';
import { Button } from '../ui/Button.tsx';
import { Mark } from '../ui/icons.tsx';
import { Notice } from '../ui/Notice.tsx';
import { sentenceOf } from '../words/codes.ts';
import { nextOf } from './next.ts';

export function LoginPage({ search }: { readonly search: string }) {
  const id = useId();
  const [token, setToken] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const used = new URLSearchParams(search).get('problem') === 'used';

  const signIn = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await request('/api/v1/session', { method: 'POST', body: { token: token.trim() }, signingIn: true });
      navigate(nextOf(search), true);
    } catch (error) {
      if (!(error instanceof ApiProblem)) setProblem(sentenceOf('no_answer'));
      else if (error.body.status === 401)
        setProblem('This token is not known. Check that you copied all of it.');
      else setProblem(sentenceOf(error.body.code));
    } finally {
      setBusy(false);
    }
  };

  return (
    <main className="flex min-h-dvh items-center justify-center p-4">
      <div className="w-full max-w-sm">
        <div className="mb-6 flex items-center gap-3">
          <Mark className="size-11" />
          <div className="leading-tight">
            <p className="text-lg font-semibold tracking-tight">Signalpost</p>
            <p className="text-sm text-faint">Every conversation, answered with care</p>
          </div>
        </div>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (token.trim() !== '' && !busy) void signIn();
          }}
          className="space-y-4 rounded-2xl border border-line bg-surface p-5 shadow-xs"
        >
          <h1 className="text-xl font-semibold tracking-tight">Sign in</h1>
          {used && problem === null && (
            <Notice look="warn" title="This sign-in link was used before, or is too old">
              Paste the access token, or get a new link from the terminal that runs Signalpost.
            </Notice>
          )}
          {problem !== null && <Notice look="bad" urgent title={problem} />}
          <div>
            <label htmlFor={id} className="mb-1.5 block text-sm font-medium">
              Access token
            </label>
            <input
              id={id}
              type="password"
              autoComplete="current-password"
              autoFocus
              required
              maxLength={500}
              value={token}
              onChange={(event) => setToken(event.target.value)}
              aria-describedby={`${id}-hint`}
              className="min-h-11 w-full rounded-lg border border-edge bg-surface px-3 font-mono text-sm"
            />
            <p id={`${id}-hint`} className="mt-1.5 text-xs text-faint">
              It was made when Signalpost first started, and stands in its settings.
            </p>
          </div>
          <Button type="submit" look="primary" disabled={busy || token.trim() === ''} className="w-full">
            {busy ? 'Signing in…' : 'Sign in'}
          </Button>
        </form>
      </div>
    </main>
  );
}
