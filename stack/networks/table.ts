import { openMastodon } from './mastodon.ts';
import { statusId } from './mastodon-wire.ts';
import type { Account, InboundMessage, NetworkOptions, SimulatedNetwork } from './types.ts';
import { xActivityBody, xSignature } from './x-wire.ts';
import { openX } from './x.ts';

/** How a load driver delivers a message in the network's place, as often as it likes. */
export interface Delivery {
  readonly body: (message: InboundMessage, account: Account) => string;
  /** Headers of the request besides its content type, made with the secret of the network's webhooks. */
  readonly headers: (body: string, secret: string) => Readonly<Record<string, string>>;
}

interface NetworkRow {
  readonly open: (options: NetworkOptions) => Promise<SimulatedNetwork>;
  /** The port that is tried first. */
  readonly port: number;
  readonly portEnv: string;
  readonly tokenEnv: string;
  /** Of the secret with which it signs its webhooks; null where it sends none. */
  readonly secretEnv: string | null;
  readonly account: Account;
  /** Null where messages are polled: there a second delivery would be a second message. */
  readonly delivery: Delivery | null;
  /** The id under which the product knows a message, where that is not the message's own. */
  readonly statusId: ((message: InboundMessage) => string) | null;
}

/** Every simulated network: how it is opened, where its port, token and secret come from, and its demo account. */
export const NETWORKS = {
  x: {
    open: openX,
    port: 9001,
    portEnv: 'NETWORKS_X_PORT',
    tokenEnv: 'SIGNALPOST_X_TOKEN',
    secretEnv: 'SIGNALPOST_X_APP_SECRET',
    account: { accountId: '1001', handle: 'acmecoffee', name: 'Acme Coffee' },
    delivery: {
      body: (message, account) => xActivityBody(message, account, 'simulate'),
      headers: (body, secret) => ({ 'x-twitter-webhooks-signature': xSignature(secret, body) }),
    },
    statusId: null,
  },
  mastodon: {
    open: openMastodon,
    port: 9002,
    portEnv: 'NETWORKS_MASTODON_PORT',
    tokenEnv: 'SIGNALPOST_MASTODON_TOKEN',
    secretEnv: null,
    account: { accountId: '2001', handle: 'acmecoffee@social.example', name: 'Acme Coffee' },
    delivery: null,
    statusId,
  },
} as const satisfies Record<string, NetworkRow>;

export type NetworkName = keyof typeof NETWORKS;
export const NETWORK_NAMES = Object.keys(NETWORKS) as readonly NetworkName[];

/** The row of a network that came as a word; undefined for none of ours. */
export function networkRow(name: string): NetworkRow | undefined {
  return Object.hasOwn(NETWORKS, name) ? NETWORKS[name as NetworkName] : undefined;
}
