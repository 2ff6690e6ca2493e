/** The model cards in a real browser: what a head reads, where it is bad, its charts, and the drift of a week. */
import { expect, it } from 'vitest';
import { expectSeen } from './support/checks.ts';
import { engagement } from './support/samples.ts';
import { useScene } from './support/scene.ts';

const scene = useScene();

it('says which scores have moved, and opens a head by keyboard with its charts and weaknesses', async () => {
  const { page, backend } = await scene.open('/inbox', []);
  const card = backend.cards[0]?.heads.find(({ name }) => name === 'irony');
  const bars = card?.reliability.filter(({ count }) => count > 0).length ?? 0;
  expect(bars).toBeGreaterThan(2);
  await page.getByRole('link', { name: 'Models' }).first().click();
  await page.getByText('Scores have moved: Irony').waitFor();
  const week = page.getByRole('region', { name: 'This week against the card' });
  expect(await week.getByRole('row', { name: /^Irony/ }).textContent()).toContain('Moved');
  expect(await week.getByRole('row', { name: /^Emotion/ }).textContent()).toContain('As on the card');
  expect(await week.getByRole('row', { name: /^Toxic/ }).textContent()).toContain('Too few messages');

  const irony = page.locator('summary').filter({ hasText: 'Whether a message means the opposite' });
  await irony.focus();
  await page.keyboard.press('Enter');
  const opened = page.locator('details[open]');
  await opened.getByRole('heading', { name: 'Where it is bad' }).waitFor();
  await opened.getByText(/Of 100 texts where the answer is no, it says yes to \d+\./).waitFor();
  await opened.getByText('where irony is likely', { exact: false }).waitFor();
  const chart = opened.getByRole('img', { name: 'Irony: how sure it was, and how often it was right' });
  await chart.waitFor();
  expect(await chart.locator('circle').count()).toBe(bars); // bars without answers have no dot
  await opened.getByRole('img', { name: /Irony, answers: this week’s scores/ }).waitFor();
  await opened.getByText('Show as a table').first().click();
  const table = opened.getByRole('table', { name: 'Irony: how sure it was, and how often it was right' });
  expect(await table.getByRole('row').count()).toBe(bars + 1);
  await opened
    .getByRole('row', { name: /Tweeteval irony/ })
    .first()
    .waitFor();
});

it('every head of the card is described, and none is without its data', async () => {
  const { page, backend } = await scene.open('/models', []);
  await page.getByText('Model card: light').waitFor();
  await page.getByText('Model card: safety gate').waitFor();
  const heads = backend.cards.flatMap((card) => card.heads);
  for (const summary of await page.locator('details > summary').all()) await summary.click();
  expect(await page.getByText('Nobody has described this head yet.').count()).toBe(0);
  expect(await page.getByRole('heading', { name: 'What it learned from' }).count()).toBe(heads.length);
});

it('without cards it says so; with the stores away it can be tried again', async () => {
  const { page, backend } = await scene.open('/overview', []);
  backend.broken = true;
  await page.goto(`${backend.url}/models`);
  await page.getByText('This week’s scores cannot be read right now').waitFor({ timeout: 20_000 });
  await page.getByText('Model card: light').waitFor(); // the card needs no store
  backend.broken = false;
  backend.cards = [];
  await backend.stop();
  await backend.start();
  await page.reload();
  await expectSeen(page.getByText('No model has a card'));
});

it('messages picked by chance wait for a label, without what the model said; the next one comes up', async () => {
  const { page, backend } = await scene.open('/models', [
    engagement({ n: 0, text: 'The cups are new', at: Date.now() - 60_000 }),
    engagement({ n: 1, text: 'Where is my order?', at: Date.now() }),
  ]);
  const card = page.getByRole('region', { name: 'Please label' });
  await card.getByText('0 labelled, 2 wait').waitFor();
  const shown = (await card.getByText('The cups are new').count()) > 0 ? 'e-0' : 'e-1';
  await card.getByRole('button', { name: 'Positive' }).click();
  await card.getByText('1 labelled, 1 wait').waitFor();
  expect(backend.sent.map(({ data }) => data)).toMatchObject([
    { engagementId: shown, head: 'sentiment', label: 'positive', unselected: true },
  ]);
  await card.getByText(shown === 'e-0' ? 'Where is my order?' : 'The cups are new').waitFor();
  await card.getByRole('button', { name: 'I cannot tell' }).click();
  await card.getByText('No message waits for a label.').waitFor();
  await card.getByLabel('What to label').selectOption('spam');
  await card.getByRole('button', { name: 'Not spam' }).waitFor();
  expect(backend.sent).toHaveLength(1);
});
