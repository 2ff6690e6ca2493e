import { navigate } from '../app/router.ts';
import { count } from '../words/time.ts';

export interface Part {
  readonly name: string;
  readonly value: number;
  readonly bar: string;
  /** Opens the inbox with this filter. */
  readonly href?: string;
}

/** Parts of a whole as bars, largest first; each opens the messages behind it. */
export function Breakdown({ parts, empty }: { readonly parts: readonly Part[]; readonly empty: string }) {
  const most = Math.max(1, ...parts.map((part) => part.value));
  if (parts.length === 0) return <p className="py-6 text-center text-sm text-faint">{empty}</p>;
  return (
    <ul className="space-y-1">
      {parts.map(({ name, value, bar, href }) => {
        const content = (
          <>
            <span className="w-32 shrink-0 truncate text-sm text-soft">{name}</span>
            <span aria-hidden="true" className="h-2.5 flex-1 overflow-hidden rounded-full bg-sunken">
              <span
                className={`block h-full rounded-full ${bar}`}
                style={{ width: `${(value / most) * 100}%` }}
              />
            </span>
            <span className="w-14 shrink-0 text-end text-sm font-medium tabular-nums">{count(value)}</span>
          </>
        );
        const look = '-mx-2 flex min-h-8 items-center gap-3 rounded-lg px-2';
        return (
          <li key={href ?? name}>
            {href ? (
              <a
                href={href}
                className={`${look} hover:bg-sunken`}
                onClick={(event) => {
                  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
                  event.preventDefault();
                  navigate(href);
                }}
              >
                {content}
              </a>
            ) : (
              <div className={look}>{content}</div>
            )}
          </li>
        );
      })}
    </ul>
  );
}
