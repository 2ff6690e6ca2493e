/**
 * What was made of the texts seen last: the layers of one check, and the scores beside it, read the same text one after
 * the other. Only for work that depends on the text alone and whose result nobody changes.
 */

/** More than the texts of the checks that are under way at once, two of each. */
const MOST = 64;
/** The longest text that is kept, so that a few long ones do not fill the memory. */
const LONGEST = 2_000;

export function recently<Made>(make: (text: string) => Made): (text: string) => Made {
  const known = new Map<string, Made>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const made = make(text);
    if (text.length > LONGEST) return made;
    // The one that came first goes first.
    if (known.size >= MOST) known.delete(known.keys().next().value!);
    known.set(text, made);
    return made;
  };
}
