/**
 * Bugs that can be switched on, so that tests show the auditor red with each: an auditor that nobody ever saw
 * red proves nothing. `SIGNALPOST_SEEDED_BUG=skip-dedupe,token-bucket`, honoured only with `NODE_ENV=test`; with
 * any other, `loadConfig` refuses the variable and the process ends. Without it a call costs one look at a set.
 *
 * `red` names the figures of `signalpost audit` that the bug turns red; no other may be, except those in `also`.
 */
interface SeededBugRow {
  /** What the code does instead of the right thing. */
  readonly does: string;
  readonly red: readonly string[];
  /** Figures that may turn red, too, by chance. */
  readonly also?: readonly string[];
}

export const SEEDED_BUGS = {
  'skip-dedupe': {
    does: 'the normaliser forgets which messages it has seen',
    red: ['received twice'],
  },
  'answer-before-produce': {
    does: 'the gateway answers 200 and writes to the log five seconds later',
    red: ['accepted, not received'],
  },
  'skip-stream-version': {
    does: 'the reply decider counts two for one event',
    red: ['gaps in streams'],
  },
  'retry-on-timeout': {
    does: 'the executor sends again, under a new key, when no answer came',
    red: ['posted twice'],
  },
  'assume-sent': {
    does: 'the executor says published when no answer came',
    red: ['published, not at the network'],
  },
  'skip-announcement': {
    does: 'the executor sends without having written AttemptStarted',
    red: ['posted without attempt', 'lost at a hop'],
  },
  'change-after-check': {
    does: 'the executor adds a word to the text right before it sends it',
    red: ['posted without verdict', 'posted without approval'],
  },
  'post-without-recheck': {
    does: 'an edited text goes out with the verdict of the text before',
    red: ['posted without verdict'],
  },
  'approve-held': {
    does: 'the policy approves what the safety check held',
    red: ['posted without approval'],
  },
  'post-flagged': {
    does: 'a person can approve a text that the safety check flagged',
    red: ['posted though flagged'],
  },
  'forget-outcome': {
    does: 'a life that finds an announced attempt without outcome passes it over',
    red: ['attempts without outcome'],
  },
  'skip-readback': {
    does: 'nobody reads Mastodon back for attempts whose answer was lost',
    red: ['unconfirmed, unresolved'],
  },
  'blind-readback': {
    does: 'reading a network back finds nothing, whatever is there',
    red: ['unresolved attempts', 'unresolved, though posted'],
  },
  'token-bucket': {
    does: 'grants come from a bucket that refills all the time, and headers are ignored',
    red: ['limit exceeded'],
  },
  'wrong-tenant': {
    does: 'the gateway gives one delivery in sixteen to a workspace that is not the owner of the account',
    red: ['crossed tenants'],
  },
  'wrong-format': {
    does: 'counters per minute are written without the format byte',
    // Nobody can read what was counted either.
    red: ['undecodable', 'lost at a hop'],
  },
  'offsets-outside-transaction': {
    does: 'input offsets are committed with the next transaction, not with their own',
    red: ['same event twice', 'doubled at a hop'],
  },
  'offsets-first': {
    does: 'input offsets are committed a moment before the outputs',
    red: ['lost at a hop'],
  },
  'commit-before-insert': {
    does: 'the sink commits its offsets, and inserts the rows with the next ones',
    red: ['tables differ from the log', 'archive differs from the log'],
  },
  'lossy-archive': {
    does: 'the archive keeps the first 256 bytes of a value',
    red: ['archive differs from the log'],
  },
  'advance-before-apply': {
    does: 'the views say that they are further a moment before they are',
    red: ['engagements not in the view', 'shown otherwise than the log says'],
    // Whatever the lost batch held.
    also: ['contents differ from the log', 'indexes differ from the log'],
  },
  'forget-completed': {
    does: 'the views take no notice of how a reply ended',
    red: ['shown otherwise than the log says'],
  },
  'stale-label': {
    does: 'the views keep neutral as the sentiment of every message, and list it rightly',
    red: ['contents differ from the log'],
  },
  'lost-index': {
    does: 'the views do not list messages by urgency',
    red: ['indexes differ from the log'],
  },
  'throw-sometimes': {
    does: 'the classifier throws for one input in twenty, on every try: a bad deploy, which loses nothing',
    red: [],
  },
} as const satisfies Record<string, SeededBugRow>;

export type SeededBug = keyof typeof SEEDED_BUGS;

export interface SeededBugs {
  readonly active: ReadonlySet<SeededBug>;
  /** Why the variable is refused, one line each. */
  readonly problems: readonly string[];
}

const VARIABLE = 'SIGNALPOST_SEEDED_BUG';

/** What an environment asks for. With any problem nothing is switched on. */
export function readSeededBugs(env: Readonly<Record<string, string | undefined>>): SeededBugs {
  const names = (env[VARIABLE] ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const unknown = names.filter((name) => !Object.hasOwn(SEEDED_BUGS, name));
  const problems = [
    ...(names.length > 0 && env['NODE_ENV'] !== 'test'
      ? [`${VARIABLE} makes the product wrong on purpose and is for tests (NODE_ENV=test): unset it`]
      : []),
    ...unknown.map((name) => `${VARIABLE}: no bug is called ${name}; see service/seeded-bugs.ts`),
  ];
  return { active: new Set(problems.length > 0 ? [] : (names as SeededBug[])), problems };
}

const { active } = readSeededBugs(process.env);

/** Whether this process is to behave wrongly so. */
export function seededBug(name: SeededBug): boolean {
  return active.has(name);
}
