/**
 * Praise that nobody can misread: the answer to it goes out without a person, so a test that needs posts sends this.
 * The praise of the corpus is written as people write, and half of it is held because it is not clear.
 */
import { authorOf } from '../../stack/simulate/message.ts';
import type { SimulatedMessage } from '../../stack/simulate/message.ts';

const DRINKS = [
  'coffee',
  'espresso',
  'flat white',
  'cold brew',
  'cappuccino',
  'hot chocolate',
  'house blend',
];
const PRAISE = [
  (drink: string) => `I love your ${drink}, best in town, thank you!`,
  (drink: string) => `Thank you so much for the wonderful ${drink}, I love it!`,
  (drink: string) => `Your ${drink} is amazing, thank you, great job everybody!`,
  (drink: string) => `Best ${drink} ever, I love this place, thanks to your great team!`,
];

/** In English; every text another one. */
export const CLEAR_PRAISE: readonly SimulatedMessage[] = PRAISE.flatMap((sentence, row) =>
  DRINKS.map((drink, column) => {
    const id = `praise-${row}-${column}`;
    const gold = { kind: 'praise', sentiment: 'positive', urgency: 'low' };
    return { id, text: sentence(drink), lang: 'en', author: authorOf(id), gold };
  }),
);
