/** Bank account numbers: country, length by country, checksum. */
import { ibanLength, isIban } from './checksums.ts';
import type { PiiFound } from './kinds.ts';
import { isDigit, isLetterOrDigit } from './view.ts';
import type { PiiView } from './view.ts';

const START = /[a-z]{2}\d{2}/g;
const SEPARATORS = ' -\u00a0.';

export function findIbans({ text, spanOf }: PiiView): PiiFound[] {
  const found: PiiFound[] = [];
  for (const match of text.matchAll(START)) {
    const from = match.index;
    const glued = text.slice(Math.max(0, from - 4), from) === 'iban';
    if (from > 0 && !glued && isLetterOrDigit(text.charCodeAt(from - 1))) continue;
    const want = ibanLength(match[0].slice(0, 2));
    if (want === null) continue;
    let compact = '';
    let to = from;
    while (to < text.length && compact.length < want && to - from < 2 * want) {
      const unit = text.charCodeAt(to);
      if (isDigit(unit) || (unit >= 0x61 && unit <= 0x7a)) compact += text[to]!;
      else if (!SEPARATORS.includes(text[to]!)) break;
      to++;
    }
    if (compact.length === want && isIban(compact)) found.push({ kind: 'iban', span: spanOf(from, to) });
  }
  return found;
}
