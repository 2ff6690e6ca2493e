/** IP addresses, as `node:net` reads them. */
import { isIP } from 'node:net';
import type { PiiFound } from './kinds.ts';
import { isDigit, isLetterOrDigit } from './view.ts';
import type { PiiView } from './view.ts';

/** Longest spelling: IPv6 with an IPv4 tail. */
const MAX_ADDRESS = 45;

/** Longer runs of hexadecimal digits, dots and colons are no address. */
export function findIps({ text, spanOf }: PiiView): PiiFound[] {
  const found: PiiFound[] = [];
  let i = 0;
  while (i < text.length) {
    if (!isHex(text.charCodeAt(i)) && text[i] !== ':') {
      i++;
      continue;
    }
    let to = i;
    while (to < text.length && isAddressUnit(text.charCodeAt(to))) to++;
    const glued =
      (i > 0 && isLetterOrDigit(text.charCodeAt(i - 1))) ||
      (to < text.length && isLetterOrDigit(text.charCodeAt(to)));
    if (!glued && to - i <= MAX_ADDRESS + 6) push(text, i, to, spanOf, found);
    i = to;
  }
  return found;
}

/** A port (`:8080`), a colon before or a full stop behind belong to the sentence. */
function push(text: string, from: number, to: number, spanOf: PiiView['spanOf'], found: PiiFound[]): void {
  let end = to;
  while (end > from && (text[end - 1] === '.' || (text[end - 1] === ':' && text[end - 2] !== ':'))) end--;
  let start = from;
  while (start < end && text[start] === ':' && text[start + 1] !== ':') start++;
  const whole = text.slice(start, end);
  const port = whole.includes('.') ? whole.lastIndexOf(':') : -1;
  for (const candidate of port > 0 ? [whole, whole.slice(0, port)] : [whole]) {
    if (isIP(candidate) === 0 || !/\d/.test(candidate)) continue;
    if (candidate.length < 4) continue;
    found.push({ kind: 'ip_address', span: spanOf(start, start + candidate.length) });
    return;
  }
}

function isHex(unit: number): boolean {
  return isDigit(unit) || (unit >= 0x61 && unit <= 0x66);
}

function isAddressUnit(unit: number): boolean {
  return isHex(unit) || unit === 0x2e || unit === 0x3a;
}
