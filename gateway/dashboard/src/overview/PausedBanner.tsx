import { useState } from 'react';
import type { Overview } from '../api/types.ts';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/icons.tsx';
import { KillSwitchDialog } from './KillSwitchDialog.tsx';

/** Says on every page that nothing is being posted, and why. */
export function PausedBanner({ overview }: { readonly overview: Overview | undefined }) {
  const [asking, setAsking] = useState(false);
  const workspace = overview?.workspace;
  return (
    <>
      {workspace?.paused && (
        <section
          aria-label="Posting is stopped"
          className="flex flex-wrap items-center gap-x-3 gap-y-1 bg-bad-wash px-4 py-2 text-sm text-bad"
        >
          <Icon name="pause" className="size-5" />
          <p role="status" className="min-w-0 flex-1">
            <strong>Posting is stopped.</strong>{' '}
            <span className="text-ink">
              {workspace.pausedReason ? (
                <>
                  Reason: <bdi>{workspace.pausedReason}</bdi>.{' '}
                </>
              ) : null}
              Messages still come in; approved replies wait.
            </span>
          </p>
          <Button icon="play" onClick={() => setAsking(true)}>
            Resume posting
          </Button>
        </section>
      )}
      {asking && <KillSwitchDialog verb="resume" onClose={() => setAsking(false)} />}
    </>
  );
}
