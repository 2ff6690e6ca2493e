/** Mastodon's counting: graphemes; each URL 23; the domain of a remote mention nothing. */
import twitterText from 'twitter-text';
import { isPlainText } from '../plain-text.ts';
import type { LengthRule } from '../port.ts';

/** Defaults of Mastodon; a server's own are in its `/api/v2/instance`. */
export const MASTODON_MAX = 500;
export const MASTODON_PER_URL = 23;

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** Longest text that is counted, UTF-16 units; what is longer fits nowhere that we know of. */
const MAX_COUNTED = 20_000;
/** What makes a name go on: a letter, a digit, a domain, or a dot or hyphen with more behind it. */
const NAME_GOES_ON = /^(?:[\p{L}\p{M}\p{N}_@]|[.-]+[\p{L}\p{M}\p{N}_])/u;

/** What is posted: Mastodon notifies only who is mentioned, so a reply is led by its addressee. */
export function withMention(text: string, replyTo: string): string {
  const lead = `@${replyTo}`;
  const begins = text.toLowerCase().startsWith(lead.toLowerCase());
  const led = begins && !NAME_GOES_ON.test(text.slice(lead.length));
  return replyTo === '' || led ? text : `${lead} ${text}`;
}

/** A length rule for a server's own limits. */
export function mastodonText(limit = MASTODON_MAX, perUrl = MASTODON_PER_URL): LengthRule {
  return {
    limit,
    unit: 'characters',
    count: (text, replyTo) => {
      if (text.length > Math.max(MAX_COUNTED, limit)) return text.length;
      let counted = withMention(text, replyTo);
      const urls = twitterText.extractUrlsWithIndices(counted, { extractUrlsWithoutProtocol: false });
      for (const { indices } of urls.toReversed()) {
        counted = counted.slice(0, indices[0]) + 'x'.repeat(perUrl) + counted.slice(indices[1]);
      }
      // A pattern of one fixed form, not a parser: `@name@domain` counts as `@name`.
      counted = counted.replaceAll(/(?<![=/\w])@(\w(?:[\w.-]*\w)?)@[\w.-]*\w/g, '@$1');
      return isPlainText(counted) ? counted.length : [...graphemes.segment(counted)].length;
    },
  };
}
