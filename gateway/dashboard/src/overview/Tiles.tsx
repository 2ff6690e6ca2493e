import type { Overview } from '../api/types.ts';
import { navigate } from '../app/router.ts';
import { Icon, type IconName } from '../ui/icons.tsx';
import { count } from '../words/time.ts';
import { troubleOf } from './trouble.ts';

interface Tile {
  readonly name: string;
  readonly value: number;
  readonly note: string;
  readonly href: string;
  readonly icon: IconName;
  readonly look: string;
}

/** The numbers that a person asks for first; each opens what is behind it. */
export function Tiles({ overview }: { readonly overview: Overview }) {
  const { counters } = overview;
  const { lastHour } = counters;
  const held = counters.byState['held'] ?? 0;
  const trouble = troubleOf(counters.byState);
  const hour = (value: number): string => `${count(value)} in the last hour`;
  const tiles: readonly Tile[] = [
    {
      name: 'Received today',
      value: counters.received,
      note: hour(lastHour.received),
      href: '/inbox',
      icon: 'inbox',
      look: 'bg-info-wash text-info',
    },
    {
      name: 'Replied today',
      value: counters.posted,
      note: hour(lastHour.posted),
      href: '/inbox?state=posted',
      icon: 'check',
      look: 'bg-good-wash text-good',
    },
    {
      name: 'Waiting for you',
      value: held,
      note: held === 0 ? 'All caught up' : 'Open the review queue',
      href: '/review',
      icon: 'review',
      look: 'bg-warn-wash text-warn',
    },
    {
      name: 'Waiting for a limit',
      value: counters.byState['waiting'] ?? 0,
      note: 'They go out by themselves',
      href: '/inbox?state=waiting',
      icon: 'clock',
      look: 'bg-accent-wash text-accent',
    },
    {
      name: 'No reply needed',
      value: counters.declined,
      note: hour(lastHour.declined),
      href: '/inbox?state=declined',
      icon: 'shield',
      look: 'bg-sunken text-soft',
    },
    {
      name: 'Did not go out',
      value: trouble.count,
      note: trouble.count === 0 ? 'No trouble' : 'Please look',
      href: trouble.href,
      icon: 'urgent',
      look: trouble.count === 0 ? 'bg-sunken text-soft' : 'bg-bad-wash text-bad',
    },
  ];
  return (
    <ul className="grid grid-cols-2 gap-3 md:grid-cols-3 2xl:grid-cols-6">
      {tiles.map(({ name, value, note, href, icon, look }) => (
        <li key={name}>
          <a
            href={href}
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey || event.shiftKey) return;
              event.preventDefault();
              navigate(href);
            }}
            className="block h-full rounded-2xl border border-line bg-surface p-4 hover:border-edge"
          >
            <span className="flex items-center gap-2 text-sm text-soft">
              <span className={`hidden size-7 items-center justify-center rounded-lg sm:flex ${look}`}>
                <Icon name={icon} className="size-4.5" />
              </span>
              {name}
            </span>
            <span className="mt-2 block text-3xl font-semibold tracking-tight tabular-nums">
              {count(value)}
            </span>
            <span className="block text-xs text-faint tabular-nums">{note}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}
