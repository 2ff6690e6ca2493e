import { describe, expect, it } from 'vitest';
import { findingsOf, otherReasonsOf } from './findings.ts';

const link = {
  layer: 'links',
  rule: 'foreign_host',
  message: 'a link to a site that is not on the list',
  start: 6,
  end: 19,
};
const legal = {
  layer: 'inbound',
  rule: 'inbound_legal',
  message: 'the message speaks of legal steps',
  start: null,
  end: null,
};

describe('findings of a reply', () => {
  it('come in the order of the text, those about no place last, each once, as sentences', () => {
    const early = { ...link, rule: 'other', message: 'a word on the list!', start: 0, end: 5 };
    expect(
      findingsOf({ issues: [legal, link, early, link] }).map(({ note, start }) => [start, note]),
    ).toEqual([
      [0, 'A word on the list!'],
      [6, 'A link to a site that is not on the list.'],
      [null, 'The message speaks of legal steps.'],
    ]);
  });

  it('replace the codes that they explain, and no other reason', () => {
    const reasons = ['rule_broken', 'links:foreign_host', 'inbound:inbound_legal', 'urgent'];
    expect(otherReasonsOf({ issues: [legal, link], reasons })).toEqual([
      'The text breaks a rule of this workspace.',
      'The message is urgent. A person should know of it.',
    ]);
    expect(otherReasonsOf({ issues: [], reasons: ['links:foreign_host'] })).toEqual(['Links: foreign host.']);
  });
});
