/** Checks in the page itself, as text: this checkout's types know no DOM. */
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

/** Names, labels, landmarks, headings, ids, order of the tab key, size of targets. */
const STRUCTURE = `(() => {
  const problems = [];
  const seen = (el) => { const r = el.getBoundingClientRect(); return el.checkVisibility() && r.width > 0 && r.height > 0; };
  const nameOf = (el) => (el.getAttribute('aria-label')
    || (el.getAttribute('aria-labelledby') || '').split(' ').map((id) => document.getElementById(id)?.textContent || '').join(' ').trim()
    || (el.labels && [...el.labels].map((l) => l.textContent).join(' ')) || (el.matches('a,button,summary') ? el.textContent : '') || el.title || '').trim();
  const show = (el) => el.outerHTML.slice(0, 120);
  for (const el of document.querySelectorAll('a[href],button,input,select,textarea,summary,[role=img],[role=meter],dialog[open]'))
    if (seen(el) && nameOf(el) === '') problems.push('no name: ' + show(el));
  for (const el of document.querySelectorAll('[tabindex]'))
    if (Number(el.getAttribute('tabindex')) > 0) problems.push('tabindex above 0: ' + show(el));
  for (const el of document.querySelectorAll('[aria-controls],[aria-labelledby],[aria-describedby]'))
    for (const attr of ['aria-controls', 'aria-labelledby', 'aria-describedby'])
      for (const id of (el.getAttribute(attr) || '').split(' ').filter(Boolean))
        if (!document.getElementById(id)) problems.push(attr + ' points nowhere: ' + id);
  const ids = [...document.querySelectorAll('[id]')].map((el) => el.id);
  for (const id of new Set(ids)) if (ids.filter((one) => one === id).length > 1) problems.push('id twice: ' + id);
  if (!document.documentElement.lang) problems.push('no lang');
  if (document.querySelectorAll('main').length !== 1) problems.push('not one main');
  const headings = [...document.querySelectorAll('h1,h2,h3,h4')].filter((el) => el.checkVisibility());
  if (headings.filter((el) => el.tagName === 'H1').length > 1) problems.push('more than one h1');
  for (const el of document.querySelectorAll('ul,ol')) for (const child of el.children)
    if (child.tagName !== 'LI') problems.push('not a list item: ' + show(child));
  for (const el of document.querySelectorAll('button,select,input:not([type=checkbox]),summary,nav a')) {
    const r = el.getBoundingClientRect();
    if (seen(el) && (r.height < 24 || r.width < 24)) problems.push('target below 24 px: ' + show(el));
  }
  for (const el of document.querySelectorAll('[style]')) void el; // set through CSSOM only; the policy forbids the attribute in HTML
  return problems;
})()`;

/** Words against what is behind them: 4.5 to 1, or 3 to 1 when large (WCAG 1.4.3). */
const CONTRAST = `(() => {
  const canvas = document.createElement('canvas'); canvas.width = canvas.height = 1;
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  const over = (stack) => { pen.clearRect(0, 0, 1, 1); for (const c of stack) { pen.fillStyle = c; pen.fillRect(0, 0, 1, 1); } return [...pen.getImageData(0, 0, 1, 1).data]; };
  const light = ([r, g, b]) => { const f = (v) => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }; return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b); };
  const problems = []; let checked = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const el = node.parentElement;
    if (!node.textContent.trim() || !el || !el.checkVisibility() || el.closest('.sr-only,:disabled,script,style,option')) continue;
    const box = el.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) continue;
    const stack = [];
    for (let at = el; at; at = at.parentElement) stack.unshift(getComputedStyle(at).backgroundColor);
    const style = getComputedStyle(el);
    const back = light(over(stack)); const fore = light(over([...stack, style.color]));
    const ratio = (Math.max(back, fore) + 0.05) / (Math.min(back, fore) + 0.05);
    const size = parseFloat(style.fontSize); const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    checked += 1;
    if (ratio < (large ? 3 : 4.5)) problems.push(ratio.toFixed(2) + ' ' + node.textContent.trim().slice(0, 40));
  }
  return { checked, problems };
})()`;

export const structureProblems = (page: Page): Promise<readonly string[]> => page.evaluate(STRUCTURE);

export const contrast = (
  page: Page,
): Promise<{ readonly checked: number; readonly problems: readonly string[] }> => page.evaluate(CONTRAST);

/** Width beyond the screen, px. */
export const sideways = (page: Page): Promise<number> =>
  page.evaluate(`document.documentElement.scrollWidth - document.documentElement.clientWidth`);

/** Id of the row whose link has the focus; null when none has. */
export const focusedRow = (page: Page): Promise<string | null> =>
  page.evaluate(`document.activeElement?.closest('[data-row]')?.getAttribute('data-row') ?? null`);

/** Id and top of every row, px. */
export const rowPlaces = (page: Page): Promise<readonly (readonly [string, number])[]> =>
  page.evaluate(
    `[...document.querySelectorAll('[data-row]')].map((row) => [row.dataset.row, Math.round(row.getBoundingClientRect().top)])`,
  );

/** Waits until it can be seen. */
export async function expectSeen(locator: Locator, timeout = 10_000): Promise<void> {
  await locator.waitFor({ timeout });
  expect(await locator.isVisible()).toBe(true);
}
