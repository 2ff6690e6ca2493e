/** Answers as the approved templates make them: one for each body in each language, for a voice to learn from. */
import { BODY_SETS } from './templates/shape.ts';
import { TEMPLATES } from './templates/table.ts';
import { compose } from './compose.ts';

/** Openings and closings take turns, so that all of them are heard. Without names: a voice is not about people. */
export function approvedAnswers(brand: string): readonly string[] {
  return Object.values(TEMPLATES).flatMap((templates) =>
    BODY_SETS.flatMap((set) =>
      templates.bodies[set].map((_, body) => {
        const opening = body % templates.unnamed.length;
        const closing = body % templates.closings.length;
        return compose(templates, set, null, brand, { opening, body, closing });
      }),
    ),
  );
}
