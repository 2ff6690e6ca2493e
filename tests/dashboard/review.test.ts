/** The review queue in a real browser, mostly by keyboard: decisions, their answers, and what goes wrong. */
import { describe, expect, it } from 'vitest';
import { engagement } from './support/samples.ts';
import { useScene } from './support/scene.ts';

const scene = useScene();
const NOW = Date.now();
/** Oldest first, as the queue has them: e-0, e-1, e-2. */
const seed = () =>
  Array.from({ length: 3 }, (_, n) =>
    engagement({ n, text: `Message number ${n}`, at: NOW - (10 - n) * 60_000, more: { urgency: 'normal' } }),
  );
const path = (url: string) => new URL(url).pathname;
const moved = {
  status: 'rejected',
  code: 'conversation_moved_on',
  message: 'Somebody wrote.',
  details: '{"choices":["approve_anyway","edit","reject"],"conversationVersion":9}',
} as const;

describe('a label that is wrong', () => {
  it('is corrected by keyboard, with what was seen; a refusal says why', async () => {
    const { page, backend } = await scene.open('/review/e-0', seed());
    const mood = page.getByRole('combobox', { name: 'Mood', exact: true });
    await mood.focus();
    const seen = await mood.inputValue();
    await page.keyboard.press(seen === 'negative' ? 'p' : 'n');
    expect(backend.sent).toEqual([]); // the arrow keys pass labels that nobody means
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect.poll(() => backend.sent.length).toBe(1);
    expect(backend.sent[0]).toMatchObject({
      type: 'CorrectLabel',
      data: { engagementId: 'e-0', head: 'sentiment', previousLabel: seen, modelVersion: 'light-1' },
    });
    backend.decide = () => ({ status: 'rejected', code: 'label_changed', message: 'Changed.' });
    await page.getByRole('combobox', { name: 'Kind', exact: true }).selectOption({ label: 'Sales lead' });
    await page.getByRole('button', { name: 'Save Kind: Sales lead' }).click();
    await page.getByText('Somebody else has corrected this meanwhile.').first().waitFor();
    backend.decide = () => ({});
    const tone = page.locator('summary').filter({ hasText: 'Tone' });
    expect(await tone.textContent()).toBe('Tone Anger, Ironic');
    await tone.focus();
    await page.keyboard.press('Enter');
    for (const [head, word] of [
      ['Emotion', 'Sadness'],
      ['Irony', 'Not ironic'],
      ['Offensive', 'Offensive'],
      ['Hate', 'Hateful'],
      ['Toxic', 'Toxic'],
    ] as const) {
      await page.getByRole('combobox', { name: head, exact: true }).selectOption({ label: word });
      await page.getByRole('button', { name: `Save ${head}: ${word}` }).click();
      const corrected = {
        head: head.toLowerCase(),
        previousLabel: head === 'Irony' ? 'yes' : head === 'Emotion' ? 'anger' : 'no',
      };
      await expect.poll(() => backend.sent.at(-1)?.data).toMatchObject(corrected);
    }
  });
});

describe('reasons of the safety check', () => {
  const text = '😍 شكراً! Visit prize-claims.example now, you idiot 👩‍👩‍👧';
  const at = (words: string) => ({ start: text.indexOf(words), end: text.indexOf(words) + words.length });
  const held = () => {
    const one = engagement({ n: 6, text: 'Where is my order?', at: NOW });
    const issues = [
      { layer: 'toxicity', rule: 'insult', message: 'an insult', ...at('you idiot') },
      {
        layer: 'links',
        rule: 'foreign_host',
        message: 'a link to a site that is not on the list',
        ...at('prize-claims.example'),
      },
      { layer: 'policy', rule: 'blocked_word', message: 'a word on the list', ...at('claims.example now') },
      {
        layer: 'inbound',
        rule: 'inbound_legal',
        message: 'the message speaks of legal steps',
        start: null,
        end: null,
      },
    ];
    const reasons = [
      'rule_broken',
      'toxicity:insult',
      'links:foreign_host',
      'policy:blocked_word',
      'inbound:inbound_legal',
    ];
    return { ...one, reply: one.reply && { ...one.reply, text, issues, reasons } };
  };

  it('are marked in the text of the draft, said in words, and listed with their numbers', async () => {
    const { page } = await scene.open('/review/e-6', [held()]);
    const card = page.getByRole('region', { name: 'Drafted reply' });
    await card.locator('mark').first().waitFor();
    expect(await card.locator('mark').allTextContents()).toEqual([
      'prize-',
      'claims.example',
      ' now',
      'you idiot',
    ]);
    const spoken = await card.locator('p[dir=auto]').first().textContent();
    expect(spoken).toContain('claims.example1 (marked: A link to a site that is not on the list.)');
    expect(spoken).toContain(' now2 (marked: A word on the list.)');
    // The text itself is whole and unchanged: marks and notes stand beside it.
    expect(
      await card
        .locator('p[dir=auto]')
        .first()
        .evaluate(
          (element: {
            cloneNode(deep: boolean): {
              querySelectorAll(q: string): Iterable<{ remove(): void }>;
              textContent: string;
            };
          }) => {
            const copy = element.cloneNode(true);
            for (const note of copy.querySelectorAll('.select-none')) note.remove();
            return copy.textContent;
          },
        ),
    ).toBe(text);
    const list = card.getByRole('list', { name: 'Why a person must look' });
    expect(await list.getByRole('listitem').allTextContents()).toEqual([
      '1A link to a site that is not on the list. prize-claims.example',
      '2A word on the list. claims.example now',
      '3An insult. you idiot',
      'The message speaks of legal steps.',
      'The text breaks a rule of this workspace.',
    ]);
  });

  it('are marked in the queue too; an edited text loses the marks of the former one', async () => {
    const { page, backend } = await scene.open('/review', [held()]);
    const row = page.locator('[data-row="e-6"]');
    await row.locator('mark').first().waitFor();
    expect(await row.locator('mark').first().textContent()).toBe('prize-');
    const reply = held().reply;
    backend.change('e-6', {
      reply: reply && { ...reply, text: 'Thank you!', draftVersion: 2, issues: [], reasons: [] },
    });
    await expect.poll(() => row.locator('mark').count()).toBe(0);
    await page.goto(`${backend.url}/inbox`);
    await page.locator('[data-row="e-6"]').waitFor();
    expect(await page.locator('[data-row="e-6"] mark').count()).toBe(0);
  });
});

describe('by keyboard', () => {
  it('J opens, A approves what was seen and goes on, Z takes it back', async () => {
    const { page, backend } = await scene.open('/review', seed());
    backend.decide = (command) => {
      const id = String(command.data['engagementId']);
      if (command.type === 'ApproveReply') backend.change(id, { state: 'approved' });
      if (command.type === 'UndoReply') backend.change(id, { state: 'held' });
      return {};
    };
    await page.locator('[data-row="e-0"]').waitFor();
    await page.keyboard.press('j');
    await page.getByRole('button', { name: 'Approve' }).waitFor();
    expect(path(page.url())).toBe('/review/e-0');
    await page.keyboard.press('a');
    await expect.poll(() => path(page.url())).toBe('/review/e-1');
    expect(backend.sent).toHaveLength(1);
    expect(backend.sent[0]).toMatchObject({
      type: 'ApproveReply',
      data: { engagementId: 'e-0', draftId: 'draft-0', draftVersion: 1, conversationVersion: 3 },
    });
    await page.locator('[data-row="e-0"]').getByText('Approved').waitFor(); // it keeps its place
    await page.keyboard.press('z');
    await expect.poll(() => backend.sent.at(-1)?.type).toBe('UndoReply');
    expect(backend.sent.at(-1)?.data).toMatchObject({ engagementId: 'e-0' });
    await page.locator('[data-row="e-0"]').getByText('Needs review').waitFor();
    await page.keyboard.press('k');
    await expect.poll(() => path(page.url())).toBe('/review/e-0');
  });

  it('R rejects with a reason; Escape closes the form and keeps what was typed', async () => {
    const { page, backend } = await scene.open('/review/e-1', seed());
    await page.getByRole('button', { name: 'Reject' }).waitFor();
    await page.keyboard.press('r');
    await page.keyboard.type('Wrong shop');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Reject' }).waitFor();
    await page.keyboard.press('r');
    await page.getByLabel('Why is this not the right reply?').press('Enter');
    await expect
      .poll(() => backend.sent.at(-1)?.data)
      .toMatchObject({ reason: 'Wrong shop', engagementId: 'e-1' });
    await expect.poll(() => path(page.url())).toBe('/review/e-2');
  });

  it('? shows the keys, Escape closes them and gives the focus back; single keys can be switched off', async () => {
    const { page, backend } = await scene.open('/review/e-0', seed());
    await page.getByRole('button', { name: 'Approve' }).waitFor();
    await page.keyboard.press('?');
    const dialog = page.getByRole('dialog', { name: 'Keyboard' });
    await dialog.getByRole('checkbox').uncheck();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.keyboard.press('a');
    await page.keyboard.press('j');
    expect(path(page.url())).toBe('/review/e-0');
    expect(backend.sent).toEqual([]);
  });

  it('a flagged draft cannot be approved, only edited or rejected', async () => {
    const flagged = engagement({ n: 5, text: 'Hm', at: NOW });
    const reply = flagged.reply && { ...flagged.reply, flagged: true, reasons: ['flagged'] };
    const { page, backend } = await scene.open('/review/e-5', [{ ...flagged, reply }]);
    await page.getByRole('button', { name: 'Edit' }).waitFor();
    expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
    await page.getByText('It must be edited first.').first().waitFor();
    await page.keyboard.press('a');
    await page.keyboard.press('e');
    await page.getByLabel('Your text').waitFor();
    expect(backend.sent).toEqual([]);
  });
});

describe('a refused decision', () => {
  it('about a conversation that moved on shows the newest message and the choices; anyway is a new intent', async () => {
    const { page, backend } = await scene.open('/review/e-0', seed());
    backend.decide = (command) => (Number(command.data['conversationVersion']) < 9 ? moved : {});
    await page.getByRole('button', { name: 'Approve' }).waitFor();
    backend.put(
      engagement({
        n: 77,
        text: 'Forget it, solved!',
        at: Date.now(),
        more: { conversationId: 'c-0', conversationVersion: 0, reply: null },
      }),
    );
    await page.getByText('A newer message arrived in this conversation').waitFor(); // told before deciding
    await page.keyboard.press('a');
    await page.getByRole('button', { name: 'Approve anyway' }).waitFor();
    await page.getByRole('article').getByText('Forget it, solved!').waitFor();
    expect(backend.sent[0]?.data).toMatchObject({ conversationVersion: 3 });
    await page.getByRole('button', { name: 'Approve anyway' }).click();
    await expect.poll(() => backend.sent.length).toBe(2);
    expect(backend.sent[1]?.data).toMatchObject({ conversationVersion: 9, draftVersion: 1 });
    expect(backend.sent[1]?.eventId).not.toBe(backend.sent[0]?.eventId);
  });

  it('is over after looking again: the next approval is about what is there now', async () => {
    const { page, backend } = await scene.open('/review/e-0', seed());
    const first = engagement({
      n: 0,
      text: 'Message number 0',
      at: NOW - 600_000,
      more: { urgency: 'normal' },
    });
    backend.decide = (command) =>
      command.data['draftVersion'] === 2
        ? {}
        : { status: 'rejected', code: 'draft_changed', details: '{"choices":["approve","edit","reject"]}' };
    await page.getByRole('button', { name: 'Approve' }).waitFor();
    backend.change('e-0', {
      reply: first.reply && { ...first.reply, draftVersion: 2, text: 'A colleague wrote this.' },
    });
    await page.getByText('A colleague wrote this.').first().waitFor();
    await page.keyboard.press('a');
    await page.getByRole('button', { name: 'Look at the new draft' }).click();
    await page.getByRole('button', { name: 'Approve' }).waitFor();
    await page.keyboard.press('a');
    await expect.poll(() => backend.sent.map((one) => one.data['draftVersion'])).toEqual([1, 2]);
  });
});

describe('what was typed', () => {
  it('is never lost: not by a failure, not by going elsewhere; trying again is the same intent', async () => {
    const { page, backend } = await scene.open('/review/e-0', seed());
    backend.decide = () => 'away';
    await page.getByRole('button', { name: 'Edit' }).waitFor();
    await page.keyboard.press('e');
    await page.getByLabel('Your text').fill('Our own words, long thought about.');
    await page.getByLabel('A paid partnership').check();
    await page.getByLabel('Your text').focus();
    await page.keyboard.press('Control+Enter');
    await page.getByRole('alert').getByText('It is not known yet whether this was saved.').waitFor();
    expect(await page.getByLabel('Your text').inputValue()).toBe('Our own words, long thought about.');

    await page.getByRole('link', { name: 'Overview' }).first().click();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await page.goBack();
    await page.getByText('Unsaved text').waitFor();
    await page.getByRole('button', { name: 'Go on writing' }).click();
    expect(await page.getByLabel('Your text').inputValue()).toBe('Our own words, long thought about.');

    expect(await page.getByLabel('A paid partnership').isChecked()).toBe(true);

    backend.decide = () => ({});
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => backend.sent.length).toBe(2);
    expect(backend.sent[1]?.eventId).toBe(backend.sent[0]?.eventId);
    expect(backend.sent[1]?.data).toMatchObject({
      text: 'Our own words, long thought about.',
      disclosures: ['paid_partnership'],
      draftVersion: 1,
    });
    await page.getByLabel('Your text').waitFor({ state: 'detached' });
  });
});

it('an answer that comes late is followed to its end', async () => {
  const { page, backend } = await scene.open('/review/e-0', seed());
  backend.decide = () => null;
  await page.getByRole('button', { name: 'Approve' }).click();
  await page.getByText('This takes longer than usual').waitFor();
  const commandId = String(backend.sent[0]?.eventId);
  backend.status = (id) =>
    id === commandId
      ? { commandId, status: 'accepted', code: null, message: null, version: 4, details: null }
      : null;
  await expect.poll(() => path(page.url())).toBe('/review/e-1');
});
