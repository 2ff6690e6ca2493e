import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readMessages } from '../simulate/message.ts';

interface Line {
  readonly id: string;
  readonly text: string;
  readonly lang: string;
  readonly kind: string;
  readonly sentiment: string;
  readonly urgency: string;
  readonly author: {
    readonly id: string;
    readonly handle: string;
    readonly name: string;
    readonly followers: number;
  };
}

const PATH = join(import.meta.dirname, 'messages.jsonl');
const KINDS =
  'complaint praise question request lead feedback joke sarcasm spam threat self-harm legal press safety pii abuse chat emoji'.split(
    ' ',
  );
let lines: Line[] = [];
beforeAll(async () => {
  lines = (await readFile(PATH, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
});

const share = (matches: (line: Line) => boolean) => lines.filter(matches).length;
const some = (pattern: RegExp) => share((line) => pattern.test(line.text));

/** Words of any script; Chinese, Japanese and Thai are written without spaces. */
function words(text: string): ReadonlySet<string> {
  const segments = new Intl.Segmenter('und', { granularity: 'word' }).segment(text.toLowerCase());
  return new Set([...segments].filter((s) => s.isWordLike).map((s) => s.segment));
}

function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const both = [...a].filter((word) => b.has(word)).length;
  return both / (a.size + b.size - both || 1);
}

describe('the corpus', () => {
  it('can be read by the load driver, with gold labels', async () => {
    const messages = await readMessages(PATH);
    expect(messages).toHaveLength(lines.length);
    expect(messages.every((m) => m.gold?.['sentiment'] !== undefined)).toBe(true);
  });

  it('holds at least 420 messages with unique ids, texts and author ids', () => {
    expect(lines.length).toBeGreaterThanOrEqual(420);
    for (const of of [
      (l: Line) => l.id,
      (l: Line) => l.text,
      (l: Line) => l.author.id,
      (l: Line) => l.author.handle,
    ]) {
      expect(new Set(lines.map(of)).size).toBe(lines.length);
    }
  });

  it('labels every message from closed lists', () => {
    for (const line of lines) {
      expect(KINDS).toContain(line.kind);
      expect(['negative', 'neutral', 'positive']).toContain(line.sentiment);
      expect(['low', 'normal', 'high']).toContain(line.urgency);
      expect(line.author).toEqual({
        id: expect.stringMatching(/^\d+$/),
        handle: expect.stringMatching(/^\w{2,15}$/),
        name: expect.any(String),
        followers: expect.any(Number),
      });
    }
  });

  it('is varied: every kind, at least 12 languages with five messages, mostly but not only English', () => {
    for (const kind of KINDS)
      expect({ kind, enough: share((l) => l.kind === kind) >= 4 }).toEqual({ kind, enough: true });
    const languages = new Map<string, number>();
    for (const { lang } of lines) languages.set(lang, (languages.get(lang) ?? 0) + 1);
    expect([...languages.values()].filter((n) => n >= 5).length).toBeGreaterThanOrEqual(12);
    const english = languages.get('en')! / lines.length;
    expect(english).toBeGreaterThan(0.5);
    expect(english).toBeLessThan(0.7);
    for (const sentiment of ['negative', 'neutral', 'positive']) {
      expect(share((l) => l.sentiment === sentiment)).toBeGreaterThan(lines.length / 10);
    }
  });

  it.each([
    ['right-to-left letters', /\p{Script=Arabic}|\p{Script=Hebrew}/u, 15],
    ['emoji and nothing else', /^[\p{Extended_Pictographic}\p{Emoji_Component}➡]+$/u, 5],
    ['zero-width spaces', /\u200b/u, 1],
    ['a direction override', /\u202e/u, 1],
    [
      'Cyrillic letters inside Latin words',
      /\p{Script=Latin}\p{Script=Cyrillic}|\p{Script=Cyrillic}\p{Script=Latin}/u,
      2,
    ],
    ['line breaks', /\n/u, 2],
    ['URLs', /https?:\/\//u, 5],
    ['hashtags', /#\p{L}/u, 3],
    ['an e-mail address', /\w@example\.com/u, 1],
    ['a phone number', /555-01\d\d/u, 2],
    ['more than 500 characters', /^[^]{500,}$/u, 2],
    ['three characters or fewer', /^[^]{1,3}$/u, 2],
    ['attempts to instruct a machine', /ignore all previous instructions|SYSTEM:|forget your rules/iu, 3],
  ])('contains %s', (_, pattern, least) => {
    expect(some(pattern)).toBeGreaterThanOrEqual(least);
  });

  it('holds no near-duplicates: no two messages share more than 0.8 of their words', () => {
    const sets = lines
      .map((line) => ({ id: line.id, set: words(line.text) }))
      .filter(({ set }) => set.size > 0);
    const close: string[] = [];
    for (const [i, a] of sets.entries()) {
      for (const b of sets.slice(i + 1)) if (jaccard(a.set, b.set) > 0.8) close.push(`${a.id} ${b.id}`);
    }
    expect(close).toEqual([]);
  });
});
