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

/** Several matchers ask of the flattened, the undone and the pieced text of a draft and of what it answers. */
const MOST_OBJECTS = 8;

/**
 * The same by the object that is asked about, for what several readers of one check ask of it. A few comparisons: maps
 * with weak keys cost 50 to 100 ns a question, and more when the memory is cleaned up.
 */
export function lately<Of extends object, Made>(make: (of: Of) => Made): (of: Of) => Made {
  const known: (Of | null)[] = Array.from({ length: MOST_OBJECTS }, () => null);
  const made: Made[] = [];
  let next = 0;
  return (of) => {
    for (let i = 0; i < MOST_OBJECTS; i++) if (known[i] === of) return made[i]!;
    const result = make(of);
    known[next] = of;
    made[next] = result;
    next = (next + 1) % MOST_OBJECTS;
    return result;
  };
}
