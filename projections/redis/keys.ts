/**
 * Names of all keys, in one place. Everything of a workspace shares one hash tag, so that a script may
 * touch it on a cluster. `view` is the shape of the data and its generation: `1.3` is the third rebuild of
 * shape 1.
 */
export const VIEW_SHAPE = 1;

export const currentKey = `sp:current:${VIEW_SHAPE}`;

/** Positions of the log up to which a view is written: field `topic/partition`. Gone after FLUSHALL: rebuild. */
export const epochKey = (view: string): string => `sp:${view}:epoch`;
/** While it exists the projection writes nothing into the view (a rebuild compares). */
export const holdKey = (view: string): string => `sp:${view}:hold`;
/** Freshness and lag, written by the projections' process every few seconds. */
export const healthKey = (view: string): string => `sp:${view}:health`;

export const viewName = (generation: number): string => `${VIEW_SHAPE}.${generation}`;

/** Prefix of a workspace's keys. @throws RangeError when an id could leave its place in the key. */
export function workspacePrefix(view: string, tenantId: string, workspaceId: string): string {
  return `sp:${view}:{${part(tenantId)}/${part(workspaceId)}}:`;
}

function part(id: string): string {
  return id.replaceAll(/[{}/:*?[\]\\\s]/g, (sign) => `%${(sign.codePointAt(0) ?? 0).toString(16)}`);
}

/** Names below the workspace's prefix. */
export const KEY = {
  engagement: (id: string): string => `e:${id}`,
  all: 'all',
  state: (state: string): string => `state:${state}`,
  kind: (kind: string): string => `kind:${kind}`,
  sentiment: (label: string): string => `sentiment:${label}`,
  network: (slug: string): string => `network:${slug}`,
  urgency: (level: string): string => `urgency:${level}`,
  review: 'review',
  waiting: (accountId: string): string => `waiting:${accountId}`,
  conversation: (id: string): string => `conv:${id}`,
  account: (id: string): string => `account:${id}`,
  accounts: 'accounts',
  posts: (accountId: string): string => `posts:${accountId}`,
  workspace: 'workspace',
  command: (id: string): string => `command:${id}`,
  minute: (minute: number): string => `minute:${minute}`,
  live: 'live',
} as const;
