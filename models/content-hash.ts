/** The hash that ties a verdict, an approval and an attempt to exactly one content. */
import { hash } from 'node:crypto';
import type { Disclosure } from '../topics/disclosures.ts';

export interface HashedMedia {
  /** Order of media is part of the content. */
  readonly id: string;
  /** Hex SHA-256 of the bytes; null when unknown. */
  readonly sha256: string | null;
  readonly altText: string | null;
}

export interface ContentToHash {
  /** Network account key that acts, e.g. `x:1001`. */
  readonly account: string;
  /** The network's id of what is answered; null for a post that answers nothing. */
  readonly target: string | null;
  readonly text: string;
  readonly media: readonly HashedMedia[];
  /** What readers must be told of it; absent or empty for ordinary content. */
  readonly disclosures?: readonly Disclosure[];
}

/**
 * Lower-case hex SHA-256 over a canonical form: the UTF-8 bytes of the JSON array
 * `["signalpost-content-1", account, target, text, [[id, sha256, altText], …]]` without spaces, as
 * `JSON.stringify` writes it; where readers must be told something, the list of that comes last, each once, sorted. Fields have places instead of names, so no order of keys matters; nothing is
 * trimmed or Unicode-normalised, so a change of one code unit is another content; unpaired surrogates are
 * written as escapes (ECMA-262 well-formed JSON.stringify), so they stay different from U+FFFD.
 */
export function contentHash(content: ContentToHash): string {
  const media = content.media.map((item) => [item.id, item.sha256, item.altText]);
  const disclosures = [...new Set(content.disclosures)].sort();
  const canonical = JSON.stringify([
    'signalpost-content-1',
    content.account,
    content.target,
    content.text,
    media,
    ...(disclosures.length > 0 ? [disclosures] : []),
  ]);
  return hash('sha256', canonical, 'hex');
}
