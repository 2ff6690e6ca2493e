/** The report's part on the brand's voice: what 0.7 means on texts of two real voices. */
import { hasData, readPaired, readTable } from '../../datasets.ts';
import { tokenHash } from '../bayes/hash.ts';
import { BrandVoice } from '../brand/voice.ts';
import { percent, table } from './table.ts';

/** Examples that teach a voice, of each side; the same number is then judged. */
const EXAMPLES = [30, 60, 200];
const JUDGED = 500;

/** The sets are in order of subject or time; a voice learns from all of them. */
const byHash = (a: string, b: string): number => tokenHash(a) - tokenHash(b);

export function brandSection(): string {
  if (!hasData('banking77-intents') || !hasData('tweeteval/sentiment')) return '## Voice\n\nAbsent: data.';
  const bank = readTable('banking77-intents/train.csv.gz', 0, true)
    .map((row) => row.text.replace(/,[\w?]+$/, ''))
    .sort(byHash);
  const happy = readPaired('tweeteval/sentiment', 'val')
    .map((row) => row.text)
    .sort(byHash);
  const voices = [
    ['messages to a bank', bank, happy],
    ['tweets', happy, bank],
  ] as const;
  const rows = voices.flatMap(([name, ours, theirs]) =>
    EXAMPLES.map((count) => {
      const voice = BrandVoice.of({
        approved: ours.slice(0, count),
        others: theirs.slice(0, count),
        prefers: [],
        avoids: [],
        maxKeywordShare: 1,
      })!;
      const reach = (texts: readonly string[]): string => {
        const judged = texts.slice(count, count + JUDGED);
        return percent(judged.filter((text) => voice.score(text).score >= 0.7).length, judged.length);
      };
      return [name, String(count), reach(ours), reach(theirs)];
    }),
  );
  return `## Voice

Stand-ins for two brands: what customers write to a bank (Banking77) and tweets (TweetEval sentiment val). A voice
learns from the first texts of one and, as others, of the other; the next ${JUDGED} of each are judged. None of the judged
texts is among the examples (both columns are out of sample). By its meaning nine of ten of the brand's own reach 0.7.

${table(['voice', 'examples', 'own texts at 0.7 or more', "others' texts at 0.7 or more"], rows)}`;
}
