/** Replies that did not go out and need a look. Pure. */

/** The worst first: nobody knows of it, it was not sent, the network does not allow it. */
const TROUBLE = ['unresolved', 'failed', 'refused'] as const;

/** How many there are, and the list that shows the worst of them; never an empty one while there are any. */
export function troubleOf(byState: Readonly<Record<string, number>>): {
  readonly count: number;
  readonly href: string;
} {
  const worst = TROUBLE.find((state) => (byState[state] ?? 0) > 0) ?? 'failed';
  return {
    count: TROUBLE.reduce((sum, state) => sum + (byState[state] ?? 0), 0),
    href: `/inbox?state=${worst}`,
  };
}
