/** The live connection, the session and the kill switch, in a real browser over real sockets. */
import { describe, expect, it } from 'vitest';
import { TOKEN } from './support/backend.ts';
import { expectSeen } from './support/checks.ts';
import { engagement } from './support/samples.ts';
import { useScene } from './support/scene.ts';

const scene = useScene();
const NOW = Date.now();
const seed = () => [1, 2, 3].map((n) => engagement({ n, text: `Message ${n}`, at: NOW - n * 60_000 }));
const arrival = (n: number) => engagement({ n, text: `Arrived ${n}`, at: Date.now() });

describe('the live connection', () => {
  it('comes back by itself and brings exactly what was missed', async () => {
    const { page, backend } = await scene.open('/inbox', seed());
    await page.getByText('Live', { exact: true }).last().waitFor();
    backend.put(arrival(10));
    await page.getByRole('button', { name: '1 new' }).waitFor();
    const asked = backend.asked.length;
    await backend.stop();
    await page.getByText('Reconnecting…').waitFor();
    for (const n of [11, 12, 13]) backend.put(arrival(n));
    backend.change('e-2', { state: 'posted' });
    await backend.start();
    await page.getByRole('button', { name: '4 new' }).waitFor();
    await page.locator('[data-row="e-2"]').getByText('Replied').waitFor();
    expect(backend.asked.length).toBe(asked); // from the stream, not by reading the list again
    await page.keyboard.press('n');
    await page.locator('[data-row="e-13"]').waitFor();
    expect(await page.locator('[data-row]').count()).toBe(7);
  });

  it('reads the list again when the stream no longer has what was missed', async () => {
    const { page, backend } = await scene.open('/inbox', seed());
    await page.getByText('Live', { exact: true }).last().waitFor();
    backend.put(arrival(10));
    await page.getByRole('button', { name: '1 new' }).waitFor();
    await backend.stop();
    backend.put(arrival(11));
    backend.stream.forget();
    await backend.start();
    await expectSeen(page.getByRole('button', { name: '2 new' }));
  });

  it('says since when the page is offline', async () => {
    const { page, backend } = await scene.open('/inbox', seed());
    await page.getByText('Live', { exact: true }).last().waitFor();
    await backend.stop();
    await page.getByText(/Offline: showing data from \d\d:\d\d/).waitFor({ timeout: 30_000 });
    await backend.start();
    await expectSeen(page.getByText('Live', { exact: true }).last(), 30_000);
  });
});

describe('signing in', () => {
  it('is asked for when the session ends, and leads back', async () => {
    const { page } = await scene.open('/inbox?state=held', seed());
    await page.locator('[data-row="e-1"]').waitFor();
    await page.context().clearCookies();
    await page.locator('[data-row="e-1"] a').click();
    await page.getByLabel('Access token').fill('not the token');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').getByText('This token is not known.').waitFor();
    await page.getByLabel('Access token').fill(TOKEN);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Why this happened' }).waitFor();
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/inbox/e-1?state=held');
  });

  it('explains a link that was used', async () => {
    const { page } = await scene.open('/login?problem=used', [], { signedIn: false });
    await expectSeen(page.getByText('This sign-in link was used before, or is too old'));
  });

  it('ends on request', async () => {
    const { page } = await scene.open('/inbox', seed());
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Access token').waitFor();
    await page.goto(new URL('/inbox', page.url()).href);
    await expectSeen(page.getByLabel('Access token'));
  });
});

describe('the kill switch', () => {
  it('asks first, with a reason, and tells on every page until posting goes on', async () => {
    const { page, backend } = await scene.open('/overview', seed());
    backend.decide = (command) => {
      backend.paused = command.type === 'PauseWorkspace' ? command.data['reason'] : null;
      return {};
    };
    await page.getByRole('button', { name: 'Stop posting' }).click();
    const dialog = page.getByRole('dialog', { name: 'Stop all posting?' });
    expect(await dialog.getByRole('button', { name: 'Stop posting' }).isDisabled()).toBe(true);
    await dialog.getByLabel('Reason, for your colleagues').fill('Recall of the blue mugs');
    await dialog.getByRole('button', { name: 'Stop posting' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(backend.sent[0]).toMatchObject({
      type: 'PauseWorkspace',
      data: { reason: 'Recall of the blue mugs' },
    });
    await page.getByRole('link', { name: 'Inbox' }).first().click();
    const banner = page.getByRole('region', { name: 'Posting is stopped' });
    await banner.getByText('Recall of the blue mugs').waitFor();
    await banner.getByRole('button', { name: 'Resume posting' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Resume posting' }).click();
    await banner.waitFor({ state: 'detached' });
    expect(backend.sent[1]?.type).toBe('ResumeWorkspace');
  });
});
