import type { AdoptedHead } from '../api/types.ts';
import { fullTime } from '../words/time.ts';
import { headWords } from './heads.ts';

/** What the comparison before said, in a word. */
const SAID: Readonly<Record<string, string>> = {
  better: 'it was better than the weights before',
  not_clear: 'it was not clearly better than the weights before',
  worse: 'it was worse than the weights before',
  not_compared: 'nobody compared it',
};

/** Which heads of this workspace these weights read, since when and why. */
export function Adopted({ heads }: { readonly heads: readonly AdoptedHead[] }) {
  if (heads.length === 0) return null;
  return (
    <ul aria-label="Adopted by this workspace" className="mb-4 space-y-1 text-sm">
      {heads.map(({ head, verdict, reason, adoptedAt }) => (
        <li key={head}>
          Reads {headWords(head).name} in this workspace since {fullTime(adoptedAt)}:{' '}
          {SAID[verdict] ?? verdict}
          {reason === null ? '.' : `; the reason given: “${reason}”.`}
        </li>
      ))}
    </ul>
  );
}
