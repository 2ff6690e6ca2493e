/** How it looks and works for everybody: contrast, names, tab order, phone width, both colour schemes. */
import { describe, expect, it } from 'vitest';
import { contrast, sideways, structureProblems } from './support/checks.ts';
import { engagement } from './support/samples.ts';
import { useScene } from './support/scene.ts';

const scene = useScene();
const NOW = Date.now();
const STATES = [
  'held',
  'posted',
  'waiting',
  'declined',
  'refused',
  'approved',
  'unconfirmed',
  'held',
] as const;
/** Two findings of the safety check that overlap in "writing to us". */
const ISSUES = [
  { layer: 'policy', rule: 'blocked_word', message: 'a word on the list', start: 14, end: 24 },
  { layer: 'form', rule: 'style', message: 'not in the style of the brand', start: 22, end: 27 },
];
const seed = () =>
  STATES.map((state, n) => {
    const one = engagement({
      n,
      text: '',
      at: NOW - n * 60_000,
      more: { state, conversationId: n < 2 ? 'c' : `c-${n}` },
    });
    return n === 0 ? { ...one, reply: one.reply && { ...one.reply, issues: ISSUES } } : one;
  });
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true };
const PAGES = [
  { at: '/inbox', ready: 'Marta Vidal' },
  { at: '/review/e-0', ready: 'Why this happened' },
  { at: '/overview', ready: 'Accounts and limits' },
  { at: '/insights', ready: 'delivery van' },
  { at: '/models', ready: 'This week against the card' },
] as const;

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  it.each(PAGES)('$at: words stand out, everything has a name', async ({ at, ready }) => {
    const { page, backend } = await scene.open(at, seed(), { colorScheme });
    await page.getByText(ready).first().waitFor();
    backend.sendOverview();
    for (const summary of await page.locator('details summary').all()) await summary.click();
    const { checked, problems } = await contrast(page);
    expect(checked).toBeGreaterThan(20);
    expect(problems).toEqual([]);
    expect(await structureProblems(page)).toEqual([]);
  });

  it('the sign-in page too', async () => {
    const { page } = await scene.open('/login?problem=used', [], { colorScheme, signedIn: false });
    await page.getByLabel('Access token').fill('x');
    expect((await contrast(page)).problems).toEqual([]);
    expect(await structureProblems(page)).toEqual([]);
  });
});

it('the toggle overrules the system, and is remembered', async () => {
  const { page } = await scene.open('/inbox', seed(), { colorScheme: 'light' });
  const back = () => page.evaluate<string>(`getComputedStyle(document.body).backgroundColor`);
  await page.getByRole('button', { name: 'Colours: as the system. Change to light' }).click();
  const light = await back();
  await page.getByRole('button', { name: 'Colours: light. Change to dark' }).click();
  await page.getByRole('button', { name: 'Colours: dark. Change to as the system' }).waitFor();
  // The button's name and the page's colours change in the same moment, but are painted one after the other.
  await expect.poll(back, { timeout: 10_000 }).not.toBe(light);
  let dark = '';
  await expect
    .poll(async () => {
      const before = dark;
      dark = await back();
      return dark === before;
    })
    .toBe(true);
  await page.reload();
  await page.getByRole('button', { name: 'Colours: dark. Change to as the system' }).waitFor();
  await expect.poll(back, { timeout: 10_000 }).toBe(dark);
});

describe('at the width of a phone', () => {
  it.each(PAGES)('$at fits', async ({ at, ready }) => {
    const { page } = await scene.open(at, seed(), PHONE);
    await page.getByText(ready).first().waitFor();
    expect(await sideways(page)).toBe(0);
    expect(await structureProblems(page)).toEqual([]);
  });

  it('goes from the list to a message and back, with the focus', async () => {
    const { page } = await scene.open('/inbox', seed(), PHONE);
    await page.locator('[data-row="e-2"] a').click();
    await page.getByRole('heading', { name: 'Why this happened' }).waitFor();
    expect(await page.locator('[data-row="e-2"]').isVisible()).toBe(false);
    expect(await page.evaluate(`document.activeElement.tagName`)).toBe('H2');
    await page.getByRole('button', { name: 'Back to the list' }).click();
    await page.locator('[data-row="e-2"]').waitFor();
    expect(await page.evaluate(`document.activeElement.closest('[data-row]')?.dataset.row`)).toBe('e-2');
    const bar = page.getByRole('navigation', { name: 'Pages' });
    await bar.getByRole('link', { name: 'Review' }).click();
    await page.getByRole('heading', { name: 'Review' }).waitFor();
  });
});

describe('with the tab key', () => {
  it('the first stop skips to the content, then come the pages, the search, the list', async () => {
    const { page } = await scene.open('/inbox', seed());
    await page.locator('[data-row="e-0"]').waitFor();
    const stops: string[] = [];
    for (let n = 0; n < 12; n += 1) {
      await page.keyboard.press('Tab');
      stops.push(
        await page.evaluate<string>(
          `(document.activeElement.getAttribute('aria-label') || document.activeElement.textContent || document.activeElement.placeholder).trim()`,
        ),
      );
    }
    expect(stops[0]).toBe('Skip to the content');
    expect(stops.slice(1, 4).map((text) => text.split(',')[0]?.replace(/\d+/, ''))).toEqual([
      'Inbox',
      'Review',
      'Overview',
    ]);
    const order = ['Search messages', 'Filter', 'Marta Vidal'].map((text) => stops.indexOf(text));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(order[0]).toBeGreaterThan(3);
  });
});

describe('charts', () => {
  it('are drawn from live numbers, and their numbers stand in a table', async () => {
    const { page, backend } = await scene.open('/overview', seed());
    const chart = page.getByRole('img', { name: /received and replies posted/ });
    await chart.waitFor();
    await expect
      .poll(() => page.evaluate<number>(`document.querySelector('[role=img] canvas')?.width ?? 0`))
      .toBeGreaterThan(100);
    await page.getByText('Show as a table').first().click();
    const table = page.getByRole('table', { name: /received and replies posted/ });
    expect(await table.getByRole('row').count()).toBe(31);
    for (let n = 0; n < 3; n += 1) backend.sendOverview();
    await expect
      .poll(() => page.evaluate<number>(`document.querySelectorAll('[role=img] canvas').length`))
      .toBe(3);
  });
});
