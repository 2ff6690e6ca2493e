import type { Account, InboundMessage } from '../networks/types.ts';
import type { PlannedMessage } from './plan.ts';
import type { SimulatedMessage } from './message.ts';
import { UsageError } from './usage-error.ts';

const TIMEOUT_MS = 30_000;
const BATCH = 1_000;

/** A client of the simulated networks' control API. */
export class ControlClient {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** Makes sure that `count` accounts exist at a network and returns them: the demo account, then others. */
  async accounts(network: string, count: number): Promise<readonly Account[]> {
    const state = (await this.#call('GET', '/state?tail=0')) as {
      networks: Record<string, { accounts: Account[] } | undefined>;
    };
    const known = state.networks[network]?.accounts;
    const first = known?.[0];
    if (!known || !first) throw new UsageError(`the simulated networks know no network ${network}`);
    const accounts: Account[] = [];
    for (let i = 0; i < count; i += 1) {
      const accountId = String(Number(first.accountId) + i);
      const existing = known.find((a) => a.accountId === accountId);
      accounts.push(existing ?? (await this.#addAccount(network, first, accountId, i + 1)));
    }
    return accounts;
  }

  /** Writes messages at their networks; with `deliver` false the network leaves delivery to the caller. */
  async inject(
    items: readonly {
      readonly planned: PlannedMessage;
      readonly message: SimulatedMessage;
      readonly account: Account;
    }[],
    deliver: boolean,
  ): Promise<readonly InboundMessage[]> {
    const made: InboundMessage[] = [];
    for (let from = 0; from < items.length; from += BATCH) {
      const body = items.slice(from, from + BATCH).map(({ planned, message, account }) => ({
        network: planned.network,
        accountId: account.accountId,
        kind: 'mention',
        author: message.author,
        text: message.text,
        lang: message.lang,
        deliver,
      }));
      const answer = (await this.#call('POST', '/inject', body)) as { messages: InboundMessage[] };
      made.push(...answer.messages);
    }
    return made;
  }

  async #addAccount(network: string, like: Account, accountId: string, number: number): Promise<Account> {
    const [name = '', domain] = like.handle.split('@');
    const handle = `${name}${number}${domain ? `@${domain}` : ''}`;
    const body = { network, accountId, handle, name: `${like.name} ${number}` };
    return (await this.#call('POST', '/accounts', body)) as Account;
  }

  async #call(method: string, path: string, body?: unknown): Promise<unknown> {
    const init = {
      method,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    };
    const answer = await fetch(this.#url + path, init).catch((cause: unknown) => {
      throw new UsageError(
        `the simulated networks do not answer at ${this.#url}; start the installation first`,
        {
          cause,
        },
      );
    });
    if (!answer.ok)
      throw new UsageError(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  }
}
