/** All reads of the gateway over one set of connections. It knows neither SQL nor the names of keys. */
import type { Redis } from '../redis/client.ts';
import { currentKey, viewName } from '../redis/keys.ts';
import type { ClickHouseClient } from '../clickhouse/client.ts';
import { accounts } from './accounts.ts';
import { commandStatus } from './commands.ts';
import { engagementDetail, waitForView } from './detail.ts';
import { listEngagements, reviewQueue, type Stores } from './list.ts';
import { labelSample, type LabelSample } from './label-sample.ts';
import type { Head } from '../../topics/labels.ts';
import { modelDrift, type ModelDrift } from './drift.ts';
import type { VersionsInUse } from './adopted-models.ts';
import type { ModelCard } from './model-cards.ts';
import { mood, type Mood, type Span } from './mood.ts';
import { overview } from './overview.ts';
import type {
  AccountView,
  CommandStatus,
  EngagementDetail,
  EngagementQuery,
  Overview,
  Page,
  Scope,
} from './types.ts';

export interface Reads {
  /** @throws InvalidCursor when the cursor is not one of ours. */
  listEngagements(scope: Scope, query: EngagementQuery): Promise<Page>;
  engagement(scope: Scope, id: string): Promise<EngagementDetail | null>;
  /** @throws InvalidCursor */
  reviewQueue(scope: Scope, page: { readonly limit: number; readonly cursor?: string }): Promise<Page>;
  overview(scope: Scope): Promise<Overview>;
  mood(scope: Scope, span: Span): Promise<Mood>;
  /** The last seven days of the workspace's scores against the card. */
  modelDrift(scope: Scope, card: ModelCard, versions: VersionsInUse): Promise<ModelDrift>;
  /** Messages that wait for a label by chance, in the order of the sample. */
  labelSample(scope: Scope, head: Head, limit: number): Promise<LabelSample>;
  accounts(scope: Scope): Promise<readonly AccountView[]>;
  /** Null when no command with this id is known in the scope. */
  commandStatus(scope: Scope, commandId: string): Promise<CommandStatus | null>;
  /** Waits until the reply's read model has this stream version; false when it has not after `deadlineMs`. */
  waitForReply(scope: Scope, engagementId: string, version: number, deadlineMs: number): Promise<boolean>;
  /** The same for its labels. */
  waitForLabels(scope: Scope, engagementId: string, version: number, deadlineMs: number): Promise<boolean>;
}

/** How long the current view's name is believed, ms: a swap is seen that soon. */
const VIEW_TTL_MS = 500;

export function createStores(options: {
  readonly redis: Redis;
  readonly client: ClickHouseClient;
  readonly db: string;
  readonly now: () => number;
  readonly windowSecondsOf?: Stores['windowSecondsOf'];
  readonly workspaceName?: Stores['workspaceName'];
}): Stores {
  let known: { readonly view: Promise<string>; readonly until: number } | null = null;
  return {
    windowSecondsOf: () => null,
    workspaceName: () => null,
    ...options,
    view: () => {
      if (!known || options.now() >= known.until) {
        const view = currentView(options.redis);
        known = { view, until: options.now() + VIEW_TTL_MS };
        view.catch(() => (known = null));
      }
      return known.view;
    },
  };
}

/** The first generation when nobody has rebuilt yet. */
export async function currentView(redis: Redis): Promise<string> {
  return (await redis.get(currentKey)) ?? viewName(1);
}

/** @param sleep waits that many milliseconds. */
export function createReads(stores: Stores, sleep: (ms: number) => Promise<unknown>): Reads {
  return {
    listEngagements: (scope, query) => listEngagements(stores, scope, query),
    engagement: (scope, id) => engagementDetail(stores, scope, id),
    reviewQueue: (scope, page) => reviewQueue(stores, scope, page),
    overview: (scope) => overview(stores, scope),
    mood: (scope, span) => mood(stores.client, stores.db, scope, span, stores.now()),
    modelDrift: (scope, card, versions) =>
      modelDrift(stores.client, stores.db, scope, card, versions, stores.now()),
    labelSample: (scope, head, limit) =>
      labelSample(stores.client, stores.db, scope, head, limit, stores.now()),
    accounts: (scope) => accounts(stores, scope),
    commandStatus: (scope, commandId) => commandStatus(stores, scope, commandId),
    waitForReply: (scope, id, version, deadlineMs) =>
      waitForView(stores, scope, id, 'reply', version, deadlineMs, sleep),
    waitForLabels: (scope, id, version, deadlineMs) =>
      waitForView(stores, scope, id, 'labels', version, deadlineMs, sleep),
  };
}
