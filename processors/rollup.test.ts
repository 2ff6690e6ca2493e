import { describe, expect, it } from 'vitest';
import { event, NOW, request } from './machines/testing.ts';
import { rollup } from './rollup.ts';

const { target } = request(1);
const held = (reasons: string[]) =>
  event('ReplyHeld', {
    draftId: 'd',
    draftVersion: 1,
    engagementId: 'e',
    conversationId: 'c',
    conversationVersion: 1,
    accountId: 'x:1001',
    text: '',
    contentHash: '',
    reasons,
  });

describe('rollup', () => {
  it('counts into the minute of the log, per workspace', () => {
    const at = { recordedAt: NOW + 59_999, workspaceId: 'we|rd"', tenantId: 't' };
    const published = {
      attemptId: 'a',
      grantId: 'g',
      target,
      networkPostId: '9',
      publishedText: null,
      rate: null,
    };
    const [window] = rollup.count(event('AttemptPublished', published, at));
    expect(window).toMatchObject({
      counters: { 'attempt.published': 1 },
      workspaceId: 'we|rd"',
      at: NOW,
    });
    const emitted = rollup.emit({
      windowKey: window!.windowKey,
      counts: { a: 2 },
      version: 3,
      source: 'rollup:0',
    });
    expect(emitted).toMatchObject({
      key: 'we|rd"',
      data: { minute: NOW, counts: { a: 2 }, version: 3, source: 'rollup:0' },
      envelope: { tenantId: 't', workspaceId: 'we|rd"' },
    });
  });

  it('counts a held draft once, though it is said again when the conversation moves on', () => {
    expect(rollup.count(held(['urgent']))).toMatchObject([{ counters: { held: 1 } }]);
    expect(rollup.count(held(['urgent', 'conversation_moved_on']))).toEqual([]);
  });

  it('counts nothing for what it does not know', () => {
    expect(rollup.count(event('WorkspacePaused', { reason: '' }))).toEqual([]);
  });
});
