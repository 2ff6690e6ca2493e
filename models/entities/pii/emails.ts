/** E-mail addresses (RFC 5321 shapes, loosely). Each `@` looks at a bounded number of units around it. */
import type { PiiFound } from './kinds.ts';
import { isLetterOrDigit } from './view.ts';
import type { PiiView } from './view.ts';

const MAX_LOCAL = 64;
const MAX_DOMAIN = 253;
const LOCAL_MARKS = new Set(Array.from("._+-%'&=~!#$*/?^`{|}", (char) => char.charCodeAt(0)));
/** `@name@server` is a fediverse handle, which is public, unless the server is one that gives people their mail. */
const MAIL_HOSTS =
  /^(?:gmail|googlemail|yahoo|hotmail|outlook|live|icloud|aol|gmx|web|proton|protonmail|msn)\./;

/** Something, `@`, labels with a dot. */
export function findEmails({ text, spanOf }: PiiView): PiiFound[] {
  const found: PiiFound[] = [];
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    let from = at;
    while (from > 0 && at - from < MAX_LOCAL && isLocal(text.charCodeAt(from - 1))) from--;
    let to = at + 1;
    let dot = false;
    while (to < text.length && to - at < MAX_DOMAIN) {
      const unit = text.charCodeAt(to);
      if (unit === 0x2e && to + 1 < text.length && isLetterOrDigit(text.charCodeAt(to + 1))) dot = true;
      else if (!isLetterOrDigit(unit) && unit !== 0x2d) break;
      to++;
    }
    if (from === at || !dot) continue;
    if (text[from - 1] === '@' && !MAIL_HOSTS.test(text.slice(at + 1, to))) continue;
    found.push({ kind: 'email', span: spanOf(from, to) });
  }
  return found;
}

function isLocal(unit: number): boolean {
  return isLetterOrDigit(unit) || LOCAL_MARKS.has(unit);
}
