/** Spam by weighted signs: offers, calls to act, links, numbers to ring, shouting. Own list and weights. */
import type { Span } from '../ports.ts';
import type { Folded } from '../text/fold.ts';
import { list, PhraseMatcher } from '../text/phrases.ts';
import type { TokenizedText } from '../text/tokens.ts';

/** Weight in log-odds, then phrases that carry it. */
const SIGNS: readonly (readonly [number, readonly string[]])[] = [
  [
    2.6,
    list(`
    subscribe*, suscribe*, subscrib*, sub me, sub my, my channel, channel, my video*, my first video,
    check me out, check out, subscribers,
    check out my, check my, checkout my, subscribe to my, sub to my, sub 4 sub, sub for sub, sub4sub,
    visit my channel, my new channel, follow me, follow my, follow for follow, f4f, dm for promo,
    dm us to, send pic, work from home, make money, earn money, double your, forex, binary options,
    crypto signals, onlyfans, escorts, viagra, cialis, porn, sex chat, hot girls, buy followers,
    free followers, cheap followers, whatsapp me, telegram channel, investment platform, passive income,
    guaranteed profit, seo services, account manager helped me, recovery expert
  `),
  ],
  [
    2.2,
    list(`
    you have won, you've won, u have won, you have been selected, have been chosen, claim your, to claim,
    prize, awarded, guaranteed, free entry, txt, ringtone*, polyphonic, call now, call free, reply with,
    text stop, reply stop, opt out, to stop, unsubscribe, unlimited texts, per msg, per min, 150p*, ppm,
    cs stop, t c, t's c's, tcs, national rate, landline, premium, sms to, msg to, free msg, freemsg,
    urgent your, your mobile number, loan, lottery, giveaway, bitcoin, casino, gana dinero, gratis,
    gagnez, argent facile, geld verdienen, gewinnspiel, guadagna, ganhe dinheiro, gratis volgers,
    zarabiaj, 稼げる, 副業, اربح
  `),
  ],
  [
    1.1,
    list(`
    free, win, winner, cash, offer, click, click here, my page, my music, my song, please like, thumbs up, like and share, promo, discount code,
    limited time, buy now, order now, bonus, dating, sexy, horny, singles, camera phone, latest, nokia,
    voucher, customer service, stop, invest, views, share this, go to, visit, website, sign up,
    im new, i'm new, hey guys, guys, my name is, new artist, please help me, check it out, check this,
    watch?v, facebook com, http, www, com
  `),
  ],
];

const WEIGHTS = SIGNS.map(([weight]) => weight);
const MATCHER = new PhraseMatcher(SIGNS.map(([, phrases]) => phrases));
/** Log-odds of spam before anything was seen. */
const PRIOR = -3.3;
const MAX_PER_SIGN = 3;

export interface SpamReading {
  /** 0 to 1. */
  readonly score: number;
  /** Log-odds that the signs add; 0 where there are none. */
  readonly evidence: number;
  readonly spans: readonly Span[];
}

/** Score above which a text is spam. */
export const SPAM_THRESHOLD = 0.5;

/** `flat` is the flattened folding of the same text. */
export function readSpam(text: TokenizedText, flat: Folded): SpamReading {
  let odds = PRIOR;
  const seen = WEIGHTS.map(() => 0);
  const spans: Span[] = [];
  for (const hit of MATCHER.find(flat)) {
    if (seen[hit.entry]!++ >= MAX_PER_SIGN) continue;
    odds += WEIGHTS[hit.entry]!;
    spans.push({ start: hit.start, end: hit.end });
  }
  let caps = 0;
  let words = 0;
  for (const token of text.tokens) {
    if (token.kind === 'word') words++;
    if (token.caps) caps++;
    if (token.kind === 'url') {
      odds += 1.2;
      spans.push({ start: token.start, end: token.end });
    }
    if (token.kind === 'word' && isLongNumber(token.text)) {
      odds += 1.9;
      spans.push({ start: token.start, end: token.end });
    }
  }
  if (words > 4 && caps * 4 > words) odds += 0.6;
  if (text.read.includes('£') || text.read.includes('$$')) odds += 1.2;
  return { score: 1 / (1 + Math.exp(-odds)), evidence: odds - PRIOR, spans };
}

/** Short codes and phone numbers: five digits or more. */
function isLongNumber(word: string): boolean {
  if (word.length < 5) return false;
  for (let i = 0; i < word.length; i++) {
    const unit = word.charCodeAt(i);
    if (unit < 0x30 || unit > 0x39) return false;
  }
  return true;
}
