import { describe, expect, it } from 'vitest';
import { hasConformance, readConformance } from './conformance.ts';
import type { Case, Yaml } from './conformance.ts';
import { scanEntities } from './scan.ts';
import type { Entity, EntityKind } from './types.ts';

/** Cases that we answer in another way on purpose, with our answer and why. */
const DELIBERATE: Readonly<Record<string, { readonly ours: Yaml; readonly why: string }>> = {
  'mentions: Extract lone metion but not @user@user (too close to an email)': {
    ours: ['username', 'test@example.com'],
    why: 'a handle with its server is how the fediverse mentions somebody',
  },
};

const find = (text: string, ...kinds: EntityKind[]): Entity[] =>
  scanEntities(text).filter((entity) => kinds.includes(entity.kind));
const values = (text: string, ...kinds: EntityKind[]): string[] =>
  find(text, ...kinds).map(({ value }) => value);
const name = (value: string): string => value.split('/')[0]!;
const indices = ({ start, end }: Entity): number[] => [start, end];
/** Spaces and direction marks may stand before the name that a reply begins with. */
const reply = (text: string): string | null => {
  const [first] = find(text, 'mention', 'list');
  return first !== undefined && /^[\s\u2000-\u200f\u3000]*$/.test(text.slice(0, first.start))
    ? name(first.value)
    : null;
};
/** True when one entity of the kind is the whole text. */
const whole =
  (kind: EntityKind) =>
  (text: string): boolean => {
    const [first] = find(text, kind);
    return first?.start === 0 && first.end === text.length;
  };

/** How each suite's question is put to the scanner. */
const SUITES: Readonly<Record<string, Readonly<Record<string, (text: string) => unknown>>>> = {
  'extract.yml': {
    mentions: (text) => values(text, 'mention', 'list').map(name),
    mentions_with_indices: (text) =>
      find(text, 'mention').map((entity) => ({ screen_name: entity.value, indices: indices(entity) })),
    mentions_or_lists_with_indices: (text) =>
      find(text, 'mention', 'list').map((entity) => ({
        screen_name: name(entity.value),
        list_slug: entity.value.slice(name(entity.value).length),
        indices: indices(entity),
      })),
    replies: reply,
    urls: (text) => values(text, 'url'),
    urls_with_indices: (text) =>
      find(text, 'url').map((entity) => ({ url: entity.value, indices: indices(entity) })),
    urls_with_directional_markers: (text) =>
      find(text, 'url').map((entity) => ({ url: entity.value, indices: indices(entity) })),
    tco_urls_with_params: (text) => values(text, 'url'),
    hashtags: (text) => values(text, 'hashtag'),
    hashtags_from_astral: (text) => values(text, 'hashtag'),
    hashtags_with_indices: (text) =>
      find(text, 'hashtag').map((entity) => ({ hashtag: entity.value, indices: indices(entity) })),
    cashtags: (text) => values(text, 'cashtag'),
    cashtags_with_indices: (text) =>
      find(text, 'cashtag').map((entity) => ({ cashtag: entity.value, indices: indices(entity) })),
  },
  'validate.yml': {
    usernames: whole('mention'),
    lists: whole('list'),
    hashtags: whole('hashtag'),
    urls_without_protocol: whole('url'),
  },
  'tlds.yml.gz': {
    country: (text) => values(text, 'url'),
    generic: (text) => values(text, 'url'),
  },
};

/** Suites that ask something else than what is named in a text. */
const NOT_ASKED: Readonly<Record<string, string>> = {
  'validate.yml tweets': 'the length of a post: counted by the connector of the network',
  'validate.yml urls':
    'whether a whole string is an address by RFC 3986, with passwords and IPv6, which texts do not name',
  'validate.yml WeightedTweetsCounterTest': 'the length of a post: counted by the connector of the network',
  'validate.yml WeightedTweetsWithDiscountedEmojiCounterTest':
    'asked of the connector in tests/architecture/x-length.test.ts',
  'validate.yml UnicodeDirectionalMarkerCounterTest':
    'the length of a post: counted by the connector of the network',
};

describe.skipIf(!hasConformance())('twitter-text conformance', () => {
  for (const [file, asked] of Object.entries(SUITES)) {
    it(`${file}: every suite is asked or named as not asked`, () => {
      const missing = [...readConformance(file).keys()].filter(
        (suite) => asked[suite] === undefined && NOT_ASKED[`${file} ${suite}`] === undefined,
      );
      expect(missing).toEqual([]);
    });
    for (const [suite, answer] of Object.entries(asked)) {
      const cases = hasConformance() ? (readConformance(file).get(suite) ?? []) : [];
      describe(`${file} ${suite}: ${cases.length} cases`, () => {
        it('has cases', () => expect(cases.length).toBeGreaterThan(0));
        it.each(cases.map((one) => [one.description, one] as const))('%s', (_, one) => {
          expect(answer(one.text)).toEqual(expected(suite, one));
        });
      });
    }
  }
});

function expected(suite: string, { description, expected: theirs }: Case): Yaml {
  return DELIBERATE[`${suite}: ${description}`]?.ours ?? theirs;
}

it.runIf(!hasConformance())(
  'absent: twitter-text-conformance, so none of its cases is checked; put it beside the checkout or set SIGNALPOST_DATA_DIR',
  () => expect(hasConformance()).toBe(false),
);
