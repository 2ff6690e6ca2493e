import type { Ref } from 'react';
import type { EngagementDetail } from '../api/types.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { Icon } from '../ui/icons.tsx';
import { networkLabel } from '../words/labels.ts';
import { count } from '../words/time.ts';

/** Only addresses of the web are opened; anything else from outside stays text. */
function webAddress(url: string | null): string | null {
  return url !== null && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) ? url : null;
}

export function Header({
  detail,
  headingRef,
  onBack,
}: {
  readonly detail: EngagementDetail;
  readonly headingRef: Ref<HTMLHeadingElement>;
  readonly onBack: () => void;
}) {
  const { author, network, url } = detail;
  const name = author.displayName || author.handle;
  const link = webAddress(url);
  return (
    <header className="flex items-center gap-3 border-b border-line bg-surface px-3 py-3 md:px-6">
      <button
        type="button"
        onClick={onBack}
        aria-label="Back to the list"
        className="flex size-10 items-center justify-center rounded-lg text-soft hover:bg-sunken md:hidden"
      >
        <Icon name="back" />
      </button>
      <Avatar name={name} handle={author.handle} network={network} />
      <div className="min-w-0 flex-1">
        <h2 ref={headingRef} tabIndex={-1} className="truncate font-semibold outline-none">
          <bdi>{name}</bdi>
        </h2>
        <p className="truncate text-sm text-faint">
          <bdi>@{author.handle}</bdi> on {networkLabel(network)}
          {author.followers !== null && ` · ${count(author.followers)} followers`}
        </p>
      </div>
      {link && (
        <a
          href={link}
          target="_blank"
          rel="noopener noreferrer"
          className="flex min-h-10 items-center gap-1.5 rounded-lg px-2.5 text-sm font-medium text-soft hover:bg-sunken hover:text-ink"
        >
          <Icon name="link" className="size-4.5" />
          <span className="sr-only sm:not-sr-only">Open on {networkLabel(network)}</span>
        </a>
      )}
    </header>
  );
}
