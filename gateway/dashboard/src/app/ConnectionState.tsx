import { useStore } from '../lib/store.ts';
import { liveState } from '../live/live.ts';
import { connectionWords } from './connection-words.ts';

const DOTS = { live: 'bg-mark-good', wait: 'bg-mark-warn', offline: 'bg-mark-bad' } as const;

/** Whether what is on the screen is live. Calm: a short break says "reconnecting", only a long one "offline". */
export function ConnectionState() {
  const { short, long, look } = connectionWords(useStore(liveState), navigator.onLine);
  return (
    <p
      role="status"
      title={long}
      className="flex items-center gap-1.5 rounded-lg px-2 py-1 text-xs text-soft md:flex-col md:text-center lg:flex-row lg:text-start"
    >
      <span aria-hidden="true" className={`size-2 shrink-0 rounded-full ${DOTS[look]}`} />
      <span className="max-w-32 lg:max-w-none">
        <span className="lg:hidden" aria-hidden="true">
          {short}
        </span>
        <span className="sr-only lg:not-sr-only">{long}</span>
      </span>
    </p>
  );
}
