import type { AccountView } from '../api/types.ts';
import { useNow } from '../lib/use-now.ts';
import { Chip } from '../ui/Chip.tsx';
import { NetworkGlyph } from '../ui/NetworkGlyph.tsx';
import { networkLabel } from '../words/labels.ts';
import { clock, count, duration } from '../words/time.ts';
import { sentenceOf } from '../words/codes.ts';

/** Each account with how much of its network's limit is used, and when there is room again. */
export function Accounts({ accounts }: { readonly accounts: readonly AccountView[] }) {
  if (accounts.length === 0)
    return <p className="py-6 text-center text-sm text-faint">No account is connected yet.</p>;
  return (
    <ul className="grid gap-3 sm:grid-cols-2">
      {accounts.map((account) => (
        <Account key={account.accountId} account={account} />
      ))}
    </ul>
  );
}

function Account({ account }: { readonly account: AccountView }) {
  const { network, handle, accountId, hold, holdReason, limit, waiting, waitingReason, postedLastHour } =
    account;
  const now = useNow();
  const free = limit?.nextFreeAt && Date.parse(limit.nextFreeAt) > now ? clock(limit.nextFreeAt) : null;
  const share = limit && limit.limit > 0 ? Math.min(1, limit.used / limit.limit) : 0;
  const bar = share >= 1 ? 'bg-mark-bad' : share >= 0.8 ? 'bg-mark-warn' : 'bg-mark-accent';
  const name = handle === null ? accountId : `@${handle}`;
  return (
    <li className="min-w-0 rounded-xl border border-line p-3.5">
      <div className="flex items-center gap-2">
        <span className="flex size-7 shrink-0 items-center justify-center rounded-full bg-ink text-canvas">
          <NetworkGlyph network={network} className="size-3.5" />
        </span>
        <h3 className="min-w-0 flex-1 truncate text-sm font-medium">
          <bdi>{name}</bdi>
          <span className="sr-only"> on {networkLabel(network)}</span>
        </h3>
        {hold ? (
          <Chip tone="bad" icon="pause">
            Stopped
          </Chip>
        ) : (
          <Chip tone="good">Open</Chip>
        )}
      </div>
      {hold && holdReason && <p className="mt-2 text-sm text-soft">{holdReason}</p>}
      {limit ? (
        <>
          <div
            role="meter"
            aria-label={`Posts of ${name} within the network’s limit`}
            aria-valuemin={0}
            aria-valuemax={limit.limit}
            aria-valuenow={Math.min(limit.used, limit.limit)}
            aria-valuetext={`${limit.used} of ${limit.limit}`}
            className="mt-3 h-2 overflow-hidden rounded-full bg-sunken"
          >
            <div className={`h-full rounded-full ${bar}`} style={{ width: `${share * 100}%` }} />
          </div>
          <p className="mt-1.5 flex flex-wrap justify-between gap-x-3 text-xs text-soft tabular-nums">
            <span>
              {limit.used} of {limit.limit} posts
              {limit.windowSeconds !== null && ` per ${duration(limit.windowSeconds * 1_000)}`}
            </span>
            {free && <span>next free {free}</span>}
          </p>
        </>
      ) : (
        <p className="mt-3 text-xs text-faint">Its limit is known after the first post.</p>
      )}
      <p className="mt-1 text-xs text-faint tabular-nums">
        {count(postedLastHour)} posted in the last hour · {count(waiting)} waiting
      </p>
      {waiting > 0 && waitingReason && <p className="mt-1 text-xs text-soft">{sentenceOf(waitingReason)}</p>}
    </li>
  );
}
