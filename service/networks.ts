/** The networks that an installation may be connected to, and the variables that connect them. */

/** A new network begins here; the compiler then names every table that lacks a row for it. */
export const NETWORK_SLUGS = ['x', 'mastodon'] as const;
export type NetworkSlug = (typeof NETWORK_SLUGS)[number];

/** What is configured of a network. APP_SECRET: with which it signs webhooks, where it does. */
const SETTINGS = ['URL', 'TOKEN', 'APP_SECRET'] as const;
export type NetworkSetting = (typeof SETTINGS)[number];

/** `SIGNALPOST_X_URL`. */
export type NetworkVariable = `SIGNALPOST_${Uppercase<NetworkSlug>}_${NetworkSetting}`;

export function networkVariable(network: NetworkSlug, setting: NetworkSetting): NetworkVariable {
  return `SIGNALPOST_${network.toUpperCase() as Uppercase<NetworkSlug>}_${setting}`;
}

/** One entry a network. */
export function perNetwork<T>(read: (network: NetworkSlug) => T): Readonly<Record<NetworkSlug, T>> {
  return Object.fromEntries(NETWORK_SLUGS.map((network) => [network, read(network)])) as Record<
    NetworkSlug,
    T
  >;
}

/** Every variable of every network, with what it is. */
export const NETWORK_VARIABLES: readonly {
  readonly name: NetworkVariable;
  readonly setting: NetworkSetting;
}[] = NETWORK_SLUGS.flatMap((network) =>
  SETTINGS.map((setting) => ({ name: networkVariable(network, setting), setting })),
);
