import { Icon } from '../ui/icons.tsx';

/** What arrived meanwhile. It stands above the list and covers nothing. */
export function NewPill({
  count,
  overflow,
  onShow,
}: {
  readonly count: number;
  readonly overflow: boolean;
  readonly onShow: () => void;
}) {
  return (
    <div role="status" aria-live="polite" className="flex min-w-0">
      {count > 0 && (
        <button
          type="button"
          onClick={onShow}
          aria-keyshortcuts="n"
          className="flex min-h-9 items-center gap-1.5 rounded-full bg-accent ps-3 pe-4 text-sm font-semibold whitespace-nowrap text-accent-ink shadow-sm animate-settle hover:brightness-110"
        >
          <Icon name="up" className="size-4" />
          {count}
          {overflow ? '+' : ''} new
        </button>
      )}
    </div>
  );
}
