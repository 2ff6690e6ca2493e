import type { HeadDrift, ModelDrift } from '../api/types.ts';
import { Card } from '../overview/Card.tsx';
import { Chip } from '../ui/Chip.tsx';
import { Notice } from '../ui/Notice.tsx';
import { count } from '../words/time.ts';
import { headWords } from './heads.ts';

/** How a head stands this week, in a word. */
export function DriftChip({ drift }: { readonly drift: HeadDrift }) {
  if (drift.psi === null)
    return <Chip label="This week">{drift.missing === 'too_few' ? 'Too few messages' : 'No reference'}</Chip>;
  return drift.alert ? (
    <Chip tone="bad" icon="urgent" label="This week">
      Moved
    </Chip>
  ) : (
    <Chip tone="good" icon="check" label="This week">
      As on the card
    </Chip>
  );
}

/** All heads at a glance: do this week's scores still look like those on the card? */
export function Drift({
  drift,
  of,
}: {
  readonly drift: ModelDrift;
  /** Name of weights of the workspace’s own; null for the program’s. */
  readonly of: string | null;
}) {
  const moved = drift.heads.filter(({ alert }) => alert);
  return (
    <Card
      title={of === null ? 'This week against the card' : `This week against the card of ${of}`}
      note="The last 7 days of this workspace"
    >
      {moved.length > 0 && (
        <Notice
          look="warn"
          title={`Scores have moved: ${moved.map(({ head }) => headWords(head).name).join(', ')}`}
        >
          People write differently here than in the texts that the model was tried on, or about other things.
          Read some of these messages, correct their labels, and train again with them if the labels are often
          wrong.
        </Notice>
      )}
      <p className="my-3 max-w-prose text-sm text-soft">
        We compare how the probabilities of this week are spread with how they are spread on the card. The
        number is the population stability index: below 0.1 nothing has changed, over {drift.alertOver}{' '}
        somebody should look.
      </p>
      <table className="w-full text-sm">
        <thead className="text-xs text-faint">
          <tr>
            <th scope="col" className="py-1 text-start font-medium">
              Reads
            </th>
            <th scope="col" className="py-1 text-end font-medium">
              Messages
            </th>
            <th scope="col" className="py-1 text-end font-medium">
              Index
            </th>
            <th scope="col" className="py-1 text-end font-medium">
              This week
            </th>
          </tr>
        </thead>
        <tbody>
          {drift.heads.map((one) => (
            <tr key={one.head} className="border-t border-line tabular-nums">
              <th scope="row" className="py-2 text-start font-normal">
                {headWords(one.head).name}
              </th>
              <td className="py-2 text-end text-soft">{count(one.messages)}</td>
              <td className="py-2 text-end">{one.psi === null ? '–' : one.psi.toFixed(2)}</td>
              <td className="py-2 text-end">
                <DriftChip drift={one} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {drift.heads.some(({ missing }) => missing === 'too_few') && (
        <p className="mt-3 text-xs text-faint">
          Fewer than {drift.leastMessages} messages say nothing: chance alone would move them.
        </p>
      )}
    </Card>
  );
}
