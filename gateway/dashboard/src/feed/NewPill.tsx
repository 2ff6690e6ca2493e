import { Icon } from '../ui/icons.tsx';

/** What arrived meanwhile. It floats above the list, so that showing it moves nothing. */
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
    <div
      role="status"
      aria-live="polite"
      className="pointer-events-none absolute inset-x-0 top-2 z-20 flex justify-center"
    >
      {count > 0 && (
        <button
          type="button"
          onClick={onShow}
          aria-keyshortcuts="n"
          className="pointer-events-auto flex min-h-10 items-center gap-1.5 rounded-full bg-accent ps-3 pe-4 text-sm font-semibold text-accent-ink shadow-lg animate-settle hover:brightness-110"
        >
          <Icon name="up" className="size-4" />
          {count}
          {overflow ? '+' : ''} new
        </button>
      )}
    </div>
  );
}
