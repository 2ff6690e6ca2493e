import { useEffect, useRef, type ReactNode } from 'react';
import { UndoToast } from '../detail/UndoToast.tsx';
import { useStore } from '../lib/store.ts';
import { useOverview } from '../overview/use-overview.ts';
import { PausedBanner } from '../overview/PausedBanner.tsx';
import { announcement } from '../ui/announcer.ts';
import { Icon, Mark, type IconName } from '../ui/icons.tsx';
import { ConnectionState } from './ConnectionState.tsx';
import { help } from './help.ts';
import { HelpDialog } from './HelpDialog.tsx';
import { navigate, type Route } from './router.ts';
import { ThemeToggle } from './ThemeToggle.tsx';
import { SignOut } from './SignOut.tsx';

interface Place {
  readonly page: 'inbox' | 'review' | 'overview' | 'insights' | 'models';
  readonly icon: IconName;
  readonly label: string;
}
const PLACES: readonly Place[] = [
  { page: 'inbox', icon: 'inbox', label: 'Inbox' },
  { page: 'review', icon: 'review', label: 'Review' },
  { page: 'overview', icon: 'overview', label: 'Overview' },
  { page: 'insights', icon: 'insights', label: 'Insights' },
  { page: 'models', icon: 'models', label: 'Models' },
];

/** The frame: navigation at the side, at the foot on a phone; state of the connection; what is said aloud. */
export function Shell({ page, children }: { readonly page: Route['page']; readonly children: ReactNode }) {
  const overview = useOverview();
  const held = overview.data?.counters.byState['held'] ?? 0;
  const main = useRef<HTMLElement>(null);
  const firstPage = useRef(page);
  const helpOpen = useStore(help);
  useEffect(() => {
    if (firstPage.current === page) return;
    firstPage.current = page;
    main.current?.focus({ preventScroll: true });
  }, [page]);
  return (
    <div className="flex h-dvh flex-col md:flex-row">
      <a
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          main.current?.focus();
        }}
        className="sr-only z-50 rounded-lg bg-accent px-4 py-2 font-semibold text-accent-ink focus:not-sr-only focus:absolute focus:start-3 focus:top-3"
      >
        Skip to the content
      </a>
      <header className="flex items-center gap-2 border-b border-line bg-surface px-3 py-1.5 md:w-[4.75rem] md:flex-col md:border-e md:border-b-0 md:bg-canvas md:px-2 md:py-4 lg:w-52 lg:items-stretch lg:px-3">
        <div className="flex items-center gap-2.5 lg:px-2">
          <Mark />
          <div className="min-w-0 leading-tight md:hidden lg:block">
            <p className="font-semibold tracking-tight">Signalpost</p>
            <p className="truncate text-xs text-faint">{overview.data?.workspace.name ?? '\u00a0'}</p>
          </div>
        </div>
        <nav aria-label="Pages" className="mt-5 hidden flex-col gap-1 self-stretch md:flex">
          <Places page={page} held={held} look="side" />
        </nav>
        <div className="ms-auto flex items-center gap-1 md:ms-0 md:mt-auto md:flex-col md:gap-2 lg:items-stretch">
          <ConnectionState />
          <div className="flex items-center md:flex-col lg:flex-row lg:justify-between">
            <ThemeToggle />
            <button
              type="button"
              aria-label="Keyboard help"
              aria-keyshortcuts="?"
              onClick={() => help.set(true)}
              className="hidden size-10 items-center justify-center rounded-lg text-soft hover:bg-sunken hover:text-ink md:flex"
            >
              <Icon name="help" />
            </button>
            <SignOut />
          </div>
        </div>
      </header>
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <PausedBanner overview={overview.data} />
        <main ref={main} id="main" tabIndex={-1} className="min-h-0 flex-1 outline-none">
          {children}
        </main>
      </div>
      <nav
        aria-label="Pages"
        className="flex border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
      >
        <Places page={page} held={held} look="foot" />
      </nav>
      <UndoToast />
      <Announcer />
      {helpOpen && <HelpDialog onClose={() => help.set(false)} />}
    </div>
  );
}

function Places({
  page,
  held,
  look,
}: {
  readonly page: Route['page'];
  readonly held: number;
  readonly look: 'side' | 'foot';
}) {
  return PLACES.map((place) => {
    const current = place.page === page;
    const badge = place.page === 'review' && held > 0 ? held : null;
    return (
      <a
        key={place.page}
        href={`/${place.page}`}
        aria-current={current ? 'page' : undefined}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          navigate(`/${place.page}`);
        }}
        className={`relative flex items-center font-medium ${
          look === 'side'
            ? 'flex-col gap-0.5 rounded-lg px-1 py-2 text-xs lg:flex-row lg:gap-2.5 lg:px-2.5 lg:text-sm'
            : 'min-h-14 flex-1 flex-col justify-center gap-0.5 text-xs'
        } ${
          current
            ? look === 'side'
              ? 'bg-accent-wash text-accent'
              : 'text-accent'
            : 'text-soft hover:bg-sunken hover:text-ink'
        }`}
      >
        <span className="relative">
          <Icon name={place.icon} className="size-5.5" />
          {badge !== null && (
            <span
              aria-hidden="true"
              className={`absolute -end-3 -top-1.5 rounded-full bg-warn px-1 text-[0.6875rem] leading-4 font-semibold text-canvas tabular-nums ${look === 'side' ? 'lg:hidden' : ''}`}
            >
              {badge > 99 ? '99+' : badge}
            </span>
          )}
        </span>
        {place.label}
        {badge !== null && <span className="sr-only">, {badge} waiting</span>}
        {badge !== null && look === 'side' && (
          <span
            aria-hidden="true"
            className="ms-auto hidden rounded-full bg-warn-wash px-1.5 text-xs leading-5 font-semibold text-warn tabular-nums lg:inline"
          >
            {badge > 999 ? '999+' : badge}
          </span>
        )}
      </a>
    );
  });
}

function Announcer() {
  const { text, turn } = useStore(announcement);
  return (
    <p role="status" aria-live="polite" className="sr-only">
      <span key={turn}>{text}</span>
    </p>
  );
}
