/**
 * What was made of the texts seen last: the layers of one check, and the scores beside it, read the same text one after
 * the other. Only for work that depends on the text alone and whose result nobody changes.
 */

/** Twice as many are kept at most: more than the texts of the checks that are under way at once, two of each. */
const MOST = 32;
/** The longest text that is kept, so that a few long ones do not fill the memory. */
const LONGEST = 2_000;

export function recently<Made>(make: (text: string) => Made): (text: string) => Made {
  // Taking the oldest out of one map, text by text, costs more than beginning another one now and then.
  let newer = new Map<string, Made>();
  let older = newer;
  return (text) => {
    const known = newer.get(text) ?? older.get(text);
    if (known !== undefined) return known;
    const made = make(text);
    if (text.length > LONGEST) return made;
    if (newer.size >= MOST) {
      older = newer;
      newer = new Map();
    }
    newer.set(text, made);
    return made;
  };
}

/** Several matchers ask of the flattened, the undone and the pieced text of a draft and of what it answers. */
const MOST_OBJECTS = 8;

/**
 * The same by the object that is asked about, for what several readers of one check ask of it. A few comparisons: maps
 * with weak keys cost more, above all when the memory is cleaned up.
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
