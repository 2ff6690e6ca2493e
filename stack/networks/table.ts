import { openMastodon } from './mastodon.ts';
import type { NetworkOptions, SimulatedNetwork } from './types.ts';
import { openX } from './x.ts';

/** Every simulated network: how it is opened, where its port and token come from, and its demo account. */
export const NETWORKS = {
  x: {
    open: openX,
    portEnv: 'NETWORKS_X_PORT',
    tokenEnv: 'SIGNALPOST_X_TOKEN',
    account: { accountId: '1001', handle: 'acmecoffee', name: 'Acme Coffee' },
  },
  mastodon: {
    open: openMastodon,
    portEnv: 'NETWORKS_MASTODON_PORT',
    tokenEnv: 'SIGNALPOST_MASTODON_TOKEN',
    account: { accountId: '2001', handle: 'acmecoffee@social.example', name: 'Acme Coffee' },
  },
} as const satisfies Record<
  string,
  {
    readonly open: (options: NetworkOptions) => Promise<SimulatedNetwork>;
    readonly portEnv: string;
    readonly tokenEnv: string;
    readonly account: { readonly accountId: string; readonly handle: string; readonly name: string };
  }
>;

export type NetworkName = keyof typeof NETWORKS;
export const NETWORK_NAMES = Object.keys(NETWORKS) as readonly NetworkName[];
