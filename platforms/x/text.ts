/** X's weighted length: twitter-text configuration v3 (docs.x.com, counting characters). */
import twitterText from 'twitter-text';
import { isPlainText } from '../plain-text.ts';
import type { LengthRule } from '../port.ts';

/**
 * Longest text that is counted, UTF-16 units: room for one URL of 4,096 (twitter-text's longest) and text.
 * Finding URLs takes time with the square of the length: 0.9 s for 10,000 units, 12 s for 40,000.
 */
const MAX_COUNTED = 4_500;

export const X_TEXT: LengthRule = {
  limit: 280,
  unit: 'weighted characters',
  count: (text, replyTo) => {
    if (text.length > MAX_COUNTED) return text.length;
    // The leading mention of whom a reply answers is added by X and not counted.
    const lead = `@${replyTo.toLowerCase()}`;
    const led = replyTo !== '' && /^\s/.test(text.slice(lead.length)) && text.toLowerCase().startsWith(lead);
    const counted = led ? text.slice(lead.length).trimStart() : text;
    return isPlainText(counted) ? counted.length : twitterText.parseTweet(counted).weightedLength;
  },
};

/** X returns text with these three characters as entities; in this order, so that `&amp;lt;` stays `&lt;`. */
export function unescapeEntities(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
