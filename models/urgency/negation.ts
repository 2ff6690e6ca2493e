/** Words before a term that take it back. Folded, as the flattened text is. */

const NEGATIONS = new Set(
  (
    "no not never nobody none without dont isn't wasn't weren't aren't don't doesn't didn't won't hasn't haven't needn't " +
    'nicht kein keine keinen keiner nie niemand ohne pas aucun aucune jamais personne sans sin nunca nadie ningun ' +
    'ninguna non mai nessun nessuno nessuna senza niet geen nooit niemand zonder nao nunca ninguem nenhum sem'
  ).split(' '),
);
/** Words looked at before a term. */
const REACH = 3;
const MAX_LOOKED = 60;

/** True when one of the words shortly before `at` in a flattened text is a negation. */
export function isNegated(flat: string, at: number): boolean {
  const before = flat.slice(Math.max(0, at - MAX_LOOKED), at).trimEnd();
  return before
    .split(' ')
    .slice(-REACH)
    .some((word) => NEGATIONS.has(word));
}
