import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SafetyContext, Verdict } from '../ports.ts';
import { baselineSafetyGate } from './baseline.ts';
import { isCardNumber, isIban } from '../entities/pii/checksums.ts';
import { MAX_JUDGED } from './limits.ts';
import { DEFAULT_POLICY, parseWorkspacePolicy } from './policy.ts';
import type { WorkspacePolicy } from './policy.ts';

const policy: WorkspacePolicy = {
  ...DEFAULT_POLICY,
  acceptUnscoredBrand: true,
  blockedWords: ['rivalbrew'],
  allowedLinkHosts: ['acme.example.com', '*.help.example.org'],
  claimRules: [{ id: 'organic', phrases: ['organic'], message: 'only some of our beans are organic' }],
  factRules: [
    { id: 'hours', whenMentions: ['opening hours', 'we open'], mustContainOneOf: ['8 to 18', '8–18'] },
  ],
};

function judge(text: string, context: Partial<SafetyContext> = {}): Promise<Verdict> {
  return baselineSafetyGate.check({
    text,
    context: { account: 'x:1001', target: '1', media: [], language: 'en', inboundText: null, ...context },
    workspacePolicy: policy,
    network: 'x',
  });
}

/** Rules that spoke, with the words they point at. */
async function rules(
  text: string,
  context: Partial<SafetyContext> = {},
): Promise<Record<string, string | null>> {
  const { issues } = await judge(text, context);
  return Object.fromEntries(issues.map(({ rule, span }) => [rule, span && text.slice(span.start, span.end)]));
}

describe('word lists', () => {
  it.each([
    'you are an idiot',
    'You Are An IDIOT!',
    'you are an i d i o t',
    'you are an id\u200biot',
    'you are an іdiоt',
    'you are an 1d10t',
    'you are an idiiiiot',
    'you are an i.d.i.o.t',
    'you are an ｉｄｉｏｔ',
    'you are an id*ot',
  ])('flags %s', async (text) => {
    const verdict = await judge(text);
    expect(verdict.flagged).toBe(true);
    expect(verdict.reasons).toContain('toxicity_over_threshold');
  });

  it.each([
    ['es', 'eres un gilipollas'],
    ['fr', 'espèce de connard'],
    ['de', 'du Arschloch'],
    ['it', 'sei uno stronzo'],
    ['pt', 'filho da puta'],
    ['nl', 'wat een klootzak'],
    ['pl', 'ty skurwysynu'],
    ['ja', '死ね'],
    ['ar', 'ابن الكلب'],
  ])('knows %s', async (language, text) => expect((await judge(text, { language })).flagged).toBe(true));

  it('uses the list of the language it sees, not only of the one it is told', async () => {
    expect((await judge('das ist doch alles nur so ein Arschloch hier', { language: 'en' })).flagged).toBe(
      true,
    );
  });

  it('hate: slurs, and contempt near a group', async () => {
    expect((await judge('immigrants are vermin')).reasons).toContain('hate_over_threshold');
    expect((await judge('faggots')).reasons).toContain('hate_over_threshold');
    expect((await judge('we welcome immigrants')).decision).toBe('pass');
  });

  it('a language without lists is not scored', async () => {
    expect((await judge('tack så mycket för ditt meddelande', { language: 'sv' })).reasons).toContain(
      'unscored',
    );
    expect((await judge('большое спасибо за ваше сообщение', { language: 'und' })).reasons).toContain(
      'unscored',
    );
  });
});

describe('personal data', () => {
  it.each([
    ['email', 'write to Jane.Doe+x@mail.example.com now', 'Jane.Doe+x@mail.example.com'],
    ['phone', 'call +44 20 7946 0958 please', '+44 20 7946 0958'],
    ['phone', 'call (030) 123 456 78', '(030) 123 456 78'],
    ['iban', 'to DE89 3704 0044 0532 0130 00 please', 'DE89 3704 0044 0532 0130 00'],
    ['iban', 'GB82WEST12345698765432', 'GB82WEST12345698765432'],
    ['account_number', 'DE89 3704 0044 0532 0130 02', '3704 0044 0532 0130 02'],
    ['payment_card', 'card 4111 1111 1111 1111 12/27', '4111 1111 1111 1111 12/27'],
    ['payment_card', 'card 4111\u200b111111111111', '4111\u200b111111111111'],
    ['payment_card', '４１１１１１１１１１１１１１１１', '４１１１１１１１１１１１１１１１'],
    ['order_number', 'your order no. A-10234 is on its way', 'A-10234'],
    ['order_number', 'Bestellung 4711-22', '4711-22'],
    ['order_number', 'see #12345', '12345'],
  ])('%s in "%s"', async (rule, text, words) => expect(await rules(text)).toMatchObject({ [rule]: words }));

  it.each([
    'see you 2026-11-23 at 10:30',
    'it costs 12,500.00',
    '@joe@social.example hi',
    'in 1999 and 2024',
  ])('none in "%s"', async (text) => expect(Object.keys(await rules(text))).toEqual([]));

  it('cards and accounts are flagged, the rest a person may approve', async () => {
    expect((await judge('4111 1111 1111 1111')).flagged).toBe(true);
    expect(await judge('call +44 20 7946 0958')).toMatchObject({ flagged: false, decision: 'hold' });
  });

  it('one wrong digit is noticed by both checksums', () => {
    fc.assert(
      fc.property(fc.nat(15), fc.integer({ min: 1, max: 9 }), (place, by) => {
        const turn = (text: string, at: number): string =>
          text.slice(0, at) + String((Number(text[at]) + by) % 10) + text.slice(at + 1);
        expect(isCardNumber('4111111111111111')).toBe(true);
        expect(isCardNumber(turn('4111111111111111', place))).toBe(false);
        expect(isIban('DE89370400440532013000')).toBe(true);
        expect(isIban(turn('DE89370400440532013000', 4 + place))).toBe(false);
      }),
    );
  });
});

describe('links', () => {
  it.each([
    'see https://acme.example.com/menu',
    'see a.b.help.example.org',
    'see https://x.help.example.org?q=1',
  ])('allowed: %s', async (text) => expect(await rules(text)).not.toHaveProperty('link_not_allowed'));

  it.each([
    'see https://evil.example.net',
    'see evil.com',
    'https://acme.example.com@evil.com/',
    'https://acme.example.com.evil.net',
    'https://evil.com@acme.example.com/',
    'https://help.example.org',
    'ftp://acme.example.com',
    'javascript://acme.example.com/%0aalert(1)',
    'https://xn--cme-5cd.example.com',
    'https://ácme.example.com',
    'https://acme.example.com,evil.net',
    'ev\u200bil.com',
    'https://acme.example.com\\@evil.net',
    `${'a.'.repeat(400)}com`,
    'http://',
    'www.evil.com/acme.example.com',
  ])('held: %s', async (text) => expect(await rules(text)).toHaveProperty('link_not_allowed'));
});

describe('rules of the workspace and of everybody', () => {
  it.each([
    ['blocked_word', 'better than R1valBrew', 'R1valBrew'],
    ['claim:organic', 'all beans are organic', 'organic'],
    ['fact:hours', 'we open at nine', 'we open'],
    ['health_claim', 'our tea cures colds', 'cures'],
    ['refund_promise', 'you get a full refund', 'full refund'],
    ['refund_promise', 'Wir erstatten dir das Geld', 'erstatten'],
    ['guarantee', 'we guarantee it', 'guarantee'],
    ['admission', 'it was our fault', 'our fault'],
    ['hidden_character', 'ho\u200bla', '\u200b'],
    ['control_character', 'a\u202eb', '\u202e'],
    ['look_alike', 'cоffee', 'о'],
    ['broken_character', 'a\ud800', '\ud800'],
    ['empty', ' ', null],
  ])('%s in "%s"', async (rule, text, words) => expect(await rules(text)).toMatchObject({ [rule]: words }));

  it('a fact in its approved wording passes', async () => {
    expect((await judge('we open 8 to 18')).decision).toBe('pass');
  });

  it('media wait until a person approved them', async () => {
    const media = [{ id: 'm1', sha256: 'a'.repeat(64), altText: 'a cup' }];
    expect((await judge('Thank you!', { media })).decision).toBe('hold');
    const hash = 'a'.repeat(64);
    const approved = { ...policy, approvedMedia: [hash], licensedMedia: [hash] };
    const context = { account: 'x', target: null, media, language: 'en', inboundText: null };
    expect(
      (
        await baselineSafetyGate.check({
          text: 'Thank you!',
          context,
          workspacePolicy: approved,
          network: 'x',
        })
      ).decision,
    ).toBe('pass');
  });
});

describe('the message that is answered', () => {
  it.each([
    ['inbound_threat', 'I know where you live'],
    ['inbound_self_harm', 'I want to k i l l  myself'],
    ['inbound_legal', 'Mein Anwalt meldet sich'],
    ['inbound_press', 'I am a journalist writing a story'],
    ['inbound_safety', 'my son is in hospital with an allergic reaction'],
    ['inbound_safety', 'strong smell of gas in your café and nobody does anything'],
    ['inbound_legal', 'my solicitor will be contacting you, preserve all footage'],
    ['inbound_press', 'could you send samples for the spring issue of our magazine?'],
    ['inbound_hate', 'immigrants are vermin'],
    ['inbound_too_long', 'a '.repeat(MAX_JUDGED)],
  ])('%s holds every answer', async (rule, inboundText) => {
    const verdict = await judge('Thank you!', { inboundText });
    expect(verdict).toMatchObject({ decision: 'hold', flagged: false, reasons: ['inbound_risk'] });
    expect(verdict.issues.map((issue) => issue.rule)).toContain(rule);
  });

  it('an ordinary one does not, also when it is rude', async () => {
    expect((await judge('Thank you!', { inboundText: 'Worst damn coffee ever, you idiots' })).decision).toBe(
      'pass',
    );
  });
});

describe('policies', () => {
  it('the default is a valid one', () =>
    expect(parseWorkspacePolicy(DEFAULT_POLICY)).toEqual(DEFAULT_POLICY));

  it.each([
    ['version', { version: '' }],
    ['thresholds', { thresholds: {} }],
    ['allowedLinkHosts', { allowedLinkHosts: ['https://a.example'] }],
    ['unknown', { unknown: 1 }],
  ])('a wrong %s is refused and named', (field, change) => {
    expect(() => parseWorkspacePolicy({ ...DEFAULT_POLICY, ...change })).toThrow(field);
  });
});
