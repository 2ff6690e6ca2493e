/** Which key does what. Pure, so that the help, the buttons and the listener agree. */
export type Action =
  'next' | 'previous' | 'approve' | 'edit' | 'reject' | 'undo' | 'help' | 'close' | 'search' | 'new';

export interface KeyRow {
  readonly keys: readonly string[];
  readonly shown: string;
  readonly does: string;
}

export const KEYS = {
  next: { keys: ['j'], shown: 'J', does: 'Next message' },
  previous: { keys: ['k'], shown: 'K', does: 'Previous message' },
  approve: { keys: ['a'], shown: 'A', does: 'Approve the reply' },
  edit: { keys: ['e'], shown: 'E', does: 'Edit the reply' },
  reject: { keys: ['r'], shown: 'R', does: 'Reject the reply, with a reason' },
  undo: { keys: ['z'], shown: 'Z', does: 'Take an approval back, until the reply is being sent' },
  new: { keys: ['n'], shown: 'N', does: 'Show what is new' },
  search: { keys: ['/'], shown: '/', does: 'Search' },
  help: { keys: ['?'], shown: '?', does: 'Show this help' },
  close: { keys: ['escape'], shown: 'Esc', does: 'Close' },
} as const satisfies Record<Action, KeyRow>;

export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  /** A key held down repeats: moving may, deciding may not. */
  readonly repeat: boolean;
  /** A character of an input method that is not finished. */
  readonly isComposing: boolean;
}

export interface Where {
  /** The pointer of the keyboard is in a field that takes text or a choice. */
  readonly inField: boolean;
  readonly inDialog: boolean;
  /** Somebody switched single keys off (speech input, for example). */
  readonly singleKeys: boolean;
}

const MAY_REPEAT: ReadonlySet<Action> = new Set(['next', 'previous']);

/** What a key press asks for; null when it is none of ours. */
export function actionOf(press: KeyPress, where: Where): Action | null {
  if (press.ctrlKey || press.metaKey || press.altKey || press.isComposing) return null;
  if (where.inDialog) return null; // a dialog closes by itself
  const key = press.key.toLowerCase();
  const rows = Object.entries(KEYS) as [Action, KeyRow][];
  const action = rows.find(([, row]) => row.keys.includes(key))?.[0];
  if (!action) return null;
  if (action === 'close') return action;
  if (where.inField || !where.singleKeys) return null;
  return press.repeat && !MAY_REPEAT.has(action) ? null : action;
}
