/** Writes `golden.json` anew: `node models/light/features/write-golden.ts`. Only after raising the revision. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { FEATURE_HASH, FeatureScanner } from './scanner.ts';

const TEXTS = [
  '',
  'ok',
  "I'm SOOOO not happy with @acme :( https://www.shop.example/a?b=1 #FailCoffee 😡😡😡",
  'Don&#39;t &amp; won’t… never again!!! But the staff was very kind :)',
  'RT @user: WINNER!! Call 08001234567 to claim £1000 prize http',
  '¿Cuándo abren mañana? Él no está contento con el café ☕️',
  'Das ist überhaupt nicht schön, 100% enttäuscht 👎🏽',
  'صباح الخير، القهوة ليست جيدة',
  '最高です、ありがとう！ コーヒー',
  'यह बहुत अच्छा है',
  '\\u201cquoted\\u201d <3 xD ;-) :-/',
  'not good, not bad. no 😍 yes',
];

const scanner = new FeatureScanner();
const texts = TEXTS.map((text) => {
  const count = scanner.scan(text);
  const sha256 = createHash('sha256').update(scanner.features.subarray(0, count).join()).digest('hex');
  return { text, normalised: scanner.normaliser.toString(), count, sha256 };
});
const golden = { featureSpec: FEATURE_HASH, texts };
writeFileSync(new URL('golden.json', import.meta.url), `${JSON.stringify(golden, null, 2)}\n`);
