/** Puts approved pieces together: opening, body, closing. */
import type { BodySet, LanguageTemplates } from './templates/shape.ts';

/** Places in the three lists of a language. */
export interface Choice {
  readonly opening: number | null;
  readonly body: number;
  readonly closing: number | null;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A place is filled by splitting, never by a pattern: `$&` in a name is only text. */
function fill(text: string, place: string, value: string): string {
  return text.split(place).join(value);
}

export function compose(
  templates: LanguageTemplates,
  set: BodySet,
  name: string | null,
  brand: string,
  choice: Choice,
): string {
  const openings = name === null ? templates.unnamed : templates.named;
  const opening = choice.opening === null ? null : fill(openings[choice.opening]!, '{name}', name ?? '');
  const body = templates.bodies[set][choice.body]!;
  const closing =
    choice.closing === null ? null : fill(templates.closings[choice.closing]!, '{brand}', brand);
  // A body goes on in lower case only behind a comma or a colon.
  const continues = opening !== null && /[,:،、]$/u.test(opening);
  const greeting = opening === null ? '' : opening + templates.gap;
  return [greeting + (continues ? body : capitalised(body)), closing]
    .filter((part) => part !== null)
    .join(' ');
}
