import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { foldChar } from './char-classes.ts';
import { cut, fold, foldWord, MAX_READ } from './fold.ts';
import { detectLanguage } from './language.ts';
import { flatten, PhraseMatcher } from './phrases.ts';
import { skeleton } from './skeleton.ts';
import { tokenize } from './tokens.ts';

// fast-check prepares its table of all code points once, which takes seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const anyText = fc.string({ unit: 'binary', maxLength: 300 });
const language = (text: string, hint?: string): string => {
  const read = tokenize(text);
  return detectLanguage(read.read, read.tokens, hint);
};

describe('folding', () => {
  it.each([
    ['ÉCOLE', 'ecole'],
    ['ＦＵＬＬ', 'full'],
    ['𝐛𝐨𝐥𝐝', 'bold'],
    ['٠١٢', '012'],
    ['straße', 'straße'],
    ['が', 'が'],
  ])('%s is %s', (from, to) => expect(foldWord(from)).toBe(to));

  it('leaves pictographs as they are, as their compatibility forms would', () => {
    for (let point = 0x1f2ff; point <= 0x1fb00; point++) {
      const char = String.fromCodePoint(point);
      expect(fold(char).text).toBe(foldChar(char));
    }
  });

  it('every unit leads back into the original, in order', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const folded of [fold(text), flatten(fold(text)), skeleton(fold(text))]) {
          let before = 0;
          for (let i = 0; i < folded.text.length; i++) {
            expect(folded.starts[i]).toBeGreaterThanOrEqual(before);
            expect(folded.ends[i]).toBeLessThanOrEqual(text.length);
            before = folded.starts[i]!;
          }
        }
      }),
    );
  });

  it('cuts without splitting a pair', () => expect(cut('a😀b', 2)).toBe('a'));
});

describe('tokens', () => {
  it('tells words, tags, mentions, addresses, marks and faces apart', () => {
    const kinds = tokenize("Hi @joe@m.example, #love it's GREAT!! :) https://a.example 😍").tokens.map(
      (t) => t.kind,
    );
    expect(kinds).toEqual([
      'word',
      'mention',
      'stop',
      'hashtag',
      'word',
      'word',
      'marks',
      'emoticon',
      'url',
      'emoji',
    ]);
  });

  it('reads no more than its bound, however long the text is', () => {
    const { read, tokens } = tokenize('word '.repeat(100_000));
    expect(read.length).toBe(MAX_READ);
    expect(tokens.length).toBe(MAX_READ / 5);
  });

  it('spans lie inside the text and never overlap', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        let before = 0;
        for (const { start, end } of tokenize(text).tokens) {
          expect(start).toBeGreaterThanOrEqual(before);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(text.length);
          before = start;
        }
      }),
    );
  });
});

describe('phrases', () => {
  const matcher = new PhraseMatcher([['foul word'], ['refund*'], ['死ね'], ['ass']]);
  const plain = (text: string): number[] => matcher.find(flatten(fold(text))).map((hit) => hit.entry);
  const undone = (text: string): number[] => matcher.find(skeleton(fold(text))).map((hit) => hit.entry);

  it('matches whole words, or beginnings where the phrase says so', () => {
    expect(plain('a Foul, WORD; refunds')).toEqual([0, 1]);
    expect(plain('class fouls')).toEqual([]);
    expect(plain('早く死ねよ')).toEqual([2]);
  });

  it.each([
    ['zero-width', 'fo\u200bul wo\u00adrd'],
    ['look-alike letters', 'fоul wоrd'],
    ['digits', 'f0ul w0rd'],
    ['repeats', 'fooooooul worddddd'],
    ['stars', 'f*ul w*rd'],
    ['full width', 'ｆｏｕｌ ｗｏｒｄ'],
    ['accents', 'fóul wörd'],
  ])('undoes %s', (_, text) => expect(undone(text)).toContain(0));

  it.each(['a.s.s', 'a s s', 'A-S-S', 'x a s s y', 'a $ $', '@ss', 'a\u200b\u200bss'])(
    'undoes letters apart: %s',
    (text) => {
      expect(undone(text)).toContain(3);
    },
  );

  it('leaves ordinary words alone', () => {
    expect(undone('I pass the class at 7 as I am, see p. 5')).toEqual([]);
  });

  it('work is bounded: repeats are squeezed, so a hostile text is short again', () => {
    expect(skeleton(fold('a '.repeat(20_000))).text).toBe('aaa');
    expect(skeleton(fold('a'.repeat(20_000))).text).toBe('aaa');
  });
});

describe('language', () => {
  it.each([
    ['en', 'do you have any oat milk today'],
    ['es', 'hola, ¿cuándo abren mañana?'],
    ['fr', 'bonjour, est-ce que vous avez du lait'],
    ['de', 'ich habe eine Frage zu meiner Bestellung'],
    ['it', 'quando aprite? grazie mille per tutto'],
    ['pt', 'vocês não têm café hoje? muito obrigado'],
    ['nl', 'hebben jullie ook koffie voor mij'],
    ['pl', 'czy jest jeszcze kawa dla mnie'],
    ['ja', 'コーヒーはありますか'],
    ['ar', 'هل لديكم قهوة'],
  ])('%s: %s', (code, text) => expect(language(text)).toBe(code));

  it('says und rather than guess, and takes a hint only then', () => {
    expect(language('12345 !!!')).toBe('und');
    expect(language('12345 !!!', 'pt-BR')).toBe('pt');
    expect(language('ich habe eine Frage zu meiner Bestellung', 'en')).toBe('de');
    expect(language('привет, есть кофе?', 'ru')).toBe('ru');
  });

  it('is always a code or und', () => {
    fc.assert(
      fc.property(anyText, anyText, (text, hint) => {
        expect(language(text, hint)).toMatch(/^([a-z]{2}|und)$/);
      }),
    );
  });
});
