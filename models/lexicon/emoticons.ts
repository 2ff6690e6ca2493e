/** Emoticons and their valence, -3.9 to 3.4. */
import { VALENCE_EMOTICONS } from './valence-emoticons.ts';

export const EMOTICONS: ReadonlyMap<string, number> = new Map(
  VALENCE_EMOTICONS.flatMap(([tenths, tokens]) =>
    tokens.split(' ').map((token): [string, number] => [token, tenths / 10]),
  ),
);
