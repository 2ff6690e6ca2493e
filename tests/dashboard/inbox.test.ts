/** The inbox in a real browser: what arrives, what is found, what is told about one message. */
import { describe, expect, it } from 'vitest';
import { expectSeen, focusedRow, rowPlaces } from './support/checks.ts';
import { engagement } from './support/samples.ts';
import { useScene } from './support/scene.ts';

const scene = useScene();
const NOW = Date.now();
const seed = (count: number) =>
  Array.from({ length: count }, (_, n) =>
    engagement({ n, text: `Message number ${n}`, at: NOW - n * 60_000 }),
  );
const arrival = (n: number) => engagement({ n, text: `Arrived ${n}`, at: Date.now() });

describe('a list that is looked at', () => {
  it('does not move under the pointer or the focus: arrivals wait in a pill, known ones change in place', async () => {
    const { page, backend } = await scene.open('/inbox', seed(20));
    const row = page.locator('[data-row="e-3"]');
    await row.hover();
    await row.locator('a').focus();
    const before = await rowPlaces(page);
    for (let n = 100; n < 105; n += 1) backend.put(arrival(n));
    backend.change('e-3', { state: 'posted' });
    await page.getByRole('button', { name: '5 new' }).waitFor();
    await row.getByText('Replied').waitFor();
    expect(await rowPlaces(page)).toEqual(before);
    expect(await focusedRow(page)).toBe('e-3');

    await page.getByRole('button', { name: '5 new' }).click();
    await page.locator('[data-row="e-104"]').waitFor();
    expect((await rowPlaces(page)).slice(0, 6).map(([id]) => id)).toEqual([
      'e-104',
      'e-103',
      'e-102',
      'e-101',
      'e-100',
      'e-0',
    ]);
    await expect.poll(() => focusedRow(page)).toBe('e-104');
  });

  it('grows at its end, without repeats', async () => {
    const { page } = await scene.open('/inbox', seed(120));
    await page.locator('[data-row="e-0"]').waitFor();
    await expect
      .poll(
        async () => {
          await page.locator('[data-row]').last().scrollIntoViewIfNeeded();
          return page.locator('[data-row]').count();
        },
        { timeout: 15_000 },
      )
      .toBe(120);
    const ids = (await rowPlaces(page)).map(([id]) => id);
    expect(new Set(ids).size).toBe(120);
  });
});

describe('filters', () => {
  it('ask the server, stay in the address, and hold for what arrives', async () => {
    const { page, backend } = await scene.open('/inbox', [
      ...seed(4),
      engagement({ n: 50, text: 'Posted one', at: NOW, more: { state: 'posted' } }),
    ]);
    await page.getByRole('button', { name: 'Filter' }).click();
    await page.getByLabel('State').selectOption({ label: 'Replied' });
    await page.locator('[data-row="e-50"]').waitFor();
    await expect.poll(() => page.locator('[data-row]').count()).toBe(1);
    expect(new URL(page.url()).search).toBe('?state=posted');
    backend.put(arrival(60));
    backend.put(engagement({ n: 61, text: 'Also posted', at: Date.now(), more: { state: 'posted' } }));
    await page.getByRole('button', { name: '1 new' }).waitFor();
    await page.getByRole('searchbox', { name: 'Search messages' }).fill('Also');
    await page.locator('[data-row="e-61"]').waitFor();
    expect(backend.asked.at(-1)).toBe('{"state":"posted","q":"Also"}');
  });

  it('that find nothing say so, with a way back', async () => {
    const { page } = await scene.open('/inbox?state=withdrawn', seed(2));
    await page.getByRole('button', { name: 'Show everything' }).click();
    await expectSeen(page.locator('[data-row="e-1"]'));
  });
});

describe('one message', () => {
  it('is shown with its conversation and the whole why-trail', async () => {
    const { page } = await scene.open('/inbox', seed(3));
    await page.locator('[data-row="e-1"] a').click();
    await page.getByRole('heading', { name: 'Why this happened' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/inbox/e-1');
    const step = page.locator('details', { hasText: 'Safety check wants a person to look' });
    await step.locator('summary').click();
    await step.getByRole('row', { name: 'Toxicity 0.02 up to 0.80 Fine' }).waitFor();
    await step.getByText('gate-1').waitFor();
    await step.getByText('0190a7c2-0000-7000-8000-000000000005').waitFor();
  });

  it('from outside stays text: no markup, no script, no link of its own, in its own direction', async () => {
    const text = '<img src=x onerror="document.title=1"><b>bold</b> javascript:alert(1)';
    const hostile = engagement({
      n: 2,
      text: '',
      at: NOW,
      more: {
        text,
        language: 'ar',
        author: { handle: '<i>h</i>', displayName: '"><script>1</script>', followers: 1 },
      },
    });
    const rtl = engagement({ n: 10, text: 'شكراً لكم', at: NOW - 1_000, more: { language: 'ar' } });
    const { page } = await scene.open('/inbox/e-2', [hostile, rtl]);
    await page.getByRole('article').getByText(text).waitFor();
    expect(await page.locator('img, main script, main b, main i').count()).toBe(0);
    const other = page.locator('[data-row="e-10"] p').first();
    expect([await other.getAttribute('dir'), await other.getAttribute('lang')]).toEqual(['auto', 'ar']);
    expect(await page.title()).toContain('Signalpost');
  });

  it('that is not there says so', async () => {
    const { page } = await scene.open('/inbox/nothing', seed(1));
    await expectSeen(page.getByText('This message is not there'));
  });
});

it('what cannot be read says why, and can be tried again', async () => {
  const { page, backend } = await scene.open('/overview', seed(2));
  await page.getByRole('heading', { name: 'Messages per minute' }).waitFor();
  backend.broken = true;
  await page.getByRole('link', { name: 'Inbox' }).first().click();
  await page.getByText('This could not be loaded').waitFor();
  backend.broken = false;
  await page.getByRole('button', { name: 'Try again' }).click();
  await expectSeen(page.locator('[data-row="e-0"]'));
});

it('a message without a reply says why, and where to answer it all the same', async () => {
  const declined = engagement({ n: 0, text: '', at: Date.now(), more: { state: 'declined', reply: null } });
  const { page } = await scene.open(`/inbox/${declined.id}`, [declined]);
  const card = page.getByRole('region', { name: 'No reply' });
  await card.waitFor();
  expect(await card.textContent()).toContain(
    'No reply was written. There is nothing useful to add. To answer all the same, write on X itself.',
  );
});
