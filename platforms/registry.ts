/** Every network, and clients for the accounts of a configuration. Adding a network: its folder, and a row in both tables. */
import { MASTODON } from './mastodon/index.ts';
import { mastodonClient } from './mastodon/client.ts';
import type { NetworkSlug, Platform, PlatformClient } from './port.ts';
import { X } from './x/index.ts';
import { xClient } from './x/client.ts';

export const PLATFORMS = { x: X, mastodon: MASTODON } as const satisfies Record<NetworkSlug, Platform>;
export const NETWORKS = Object.keys(PLATFORMS) as readonly NetworkSlug[];

/** The platform of a slug from outside; undefined when there is none. */
export function platformOf(slug: string): Platform | undefined {
  return Object.hasOwn(PLATFORMS, slug) ? PLATFORMS[slug as NetworkSlug] : undefined;
}

/** `x:1001` is account 1001 of network x. Undefined when it is not of that form or the network is unknown. */
export function parseAccountId(accountId: string): { network: NetworkSlug; nativeId: string } | undefined {
  const colon = accountId.indexOf(':');
  const platform = platformOf(accountId.slice(0, Math.max(colon, 0)));
  const nativeId = accountId.slice(colon + 1);
  return platform && nativeId !== '' ? { network: platform.slug, nativeId } : undefined;
}

/** Where a network is and the token of the account; `service/config.ts` gives it. */
export interface NetworkAccess {
  readonly url: string;
  readonly token: string;
}

const CLIENTS = { x: xClient, mastodon: mastodonClient } as const satisfies Record<NetworkSlug, unknown>;

/**
 * Clients by account, made when first asked for. Undefined for an account whose network is not configured.
 * Until tokens live in a vault, accounts without a token of their own share their network's.
 * @param tokens by account (`network:id`)
 */
export function clientSource(
  access: Readonly<Partial<Record<NetworkSlug, NetworkAccess | null>>>,
  now: () => number,
  tokens: ReadonlyMap<string, string> = new Map(),
): (accountId: string) => PlatformClient | undefined {
  const made = new Map<string, PlatformClient>();
  return (accountId) => {
    const known = made.get(accountId);
    if (known) return known;
    const parsed = parseAccountId(accountId);
    const reach = parsed && access[parsed.network];
    if (!parsed || !reach) return undefined;
    const { network, nativeId } = parsed;
    const client = CLIENTS[network]({
      baseUrl: reach.url,
      token: tokens.get(accountId) ?? reach.token,
      nativeAccountId: nativeId,
      now,
    });
    made.set(accountId, client);
    return client;
  };
}
