/**
 * Text of a Mastodon status as a person reads it. Mastodon's API gives sanitised HTML of few elements
 * (docs.joinmastodon.org, "Status content"); this reads HTML's tokens (text, tags, comments, character
 * references) and keeps the text. Its result is data: it is never put into a page as HTML.
 */

/** Elements that begin and end a line. */
const BLOCKS = new Set([
  'p',
  'div',
  'blockquote',
  'pre',
  'ul',
  'ol',
  'li',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
]);
/** Elements whose content is not text. */
const SILENT = new Set(['script', 'style', 'template']);
/** Between these lies an empty line. */
const PARAGRAPHS = new Set(['p', 'blockquote', 'pre']);
/** What Mastodon's serialiser writes; it gives all other characters as themselves. */
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
};

export function htmlToText(html: string): string {
  let text = '';
  let silent: string | null = null;
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    const end = open === -1 ? html.length : open;
    if (silent === null) text += decodeReferences(html.slice(at, end).replaceAll(/[\t\n\r]+/g, ' '));
    if (open === -1) break;
    if (html.startsWith('<!--', open)) {
      const close = html.indexOf('-->', open + 4);
      at = close === -1 ? html.length : close + 3;
      continue;
    }
    const tag = readTag(html, open);
    if (tag === null) {
      if (silent === null) text += '<'; // a bare `<` is text
      at = open + 1;
      continue;
    }
    at = tag.end;
    if (silent !== null) {
      if (tag.closing && tag.name === silent) silent = null;
    } else if (SILENT.has(tag.name) && !tag.closing) silent = tag.name;
    else if (tag.name === 'br') text += '\n';
    else if (BLOCKS.has(tag.name)) text += PARAGRAPHS.has(tag.name) && tag.closing ? '\n\n' : '\n';
  }
  // Line by line: a pattern with spaces on both sides of the break is quadratic in a run of spaces.
  return text
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .replace(/^\n+|\n+$/g, '')
    .trim();
}

/** The tag at `open`, or null when `<` does not begin one. Quoted attribute values may hold `>`. */
function readTag(html: string, open: number): { name: string; closing: boolean; end: number } | null {
  const closing = html[open + 1] === '/';
  let at = open + (closing ? 2 : 1);
  const start = at;
  while (at < html.length && isNameCharacter(html.charCodeAt(at))) at += 1;
  if (at === start) return null;
  const name = html.slice(start, at).toLowerCase();
  let quote: string | null = null;
  for (; at < html.length; at += 1) {
    const character = html[at] as string;
    if (quote !== null) {
      if (character === quote) quote = null;
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '>') return { name, closing, end: at + 1 };
  }
  return { name, closing, end: html.length };
}

function isNameCharacter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57);
}

function decodeReferences(text: string): string {
  return text.replaceAll(/&(#x[0-9a-f]{1,6}|#[0-9]{1,7}|[a-z]{2,6});/gi, (whole, reference: string) => {
    if (!reference.startsWith('#')) return NAMED[reference] ?? whole;
    const hex = reference[1] === 'x' || reference[1] === 'X';
    const code = Number.parseInt(reference.slice(hex ? 2 : 1), hex ? 16 : 10);
    const valid = code > 0 && code <= 0x10_ff_ff && !(code >= 0xd8_00 && code <= 0xdf_ff);
    return valid ? String.fromCodePoint(code) : '\ufffd';
  });
}
