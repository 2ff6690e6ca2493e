import { useQuery } from '@tanstack/react-query';
import { getJson } from '../api/http.ts';
import type { ModelDrift, ModelInUse } from '../api/types.ts';
import { PageTitle } from '../app/PageTitle.tsx';
import { Card } from '../overview/Card.tsx';
import { Empty } from '../ui/Empty.tsx';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { Notice } from '../ui/Notice.tsx';
import { Adopted } from './Adopted.tsx';
import { Drift } from './Drift.tsx';
import { HeadDetails } from './HeadDetails.tsx';
import { PleaseLabel } from './PleaseLabel.tsx';

/** Read again this often, ms: a week moves slowly. */
const POLL_MS = 10 * 60_000;

/** What reads the messages: on what it was trained, how good it is, where it is bad, and whether it still fits. */
export function ModelsPage() {
  const cards = useQuery({
    queryKey: ['models'],
    queryFn: ({ signal }) => getJson<{ readonly items: readonly ModelInUse[] }>('/api/v1/models', signal),
  });
  const drift = useQuery({
    queryKey: ['models', 'drift'],
    queryFn: ({ signal }) =>
      getJson<{ readonly items: readonly ModelDrift[] }>('/api/v1/models/drift', signal),
    refetchInterval: POLL_MS,
  });
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto max-w-5xl space-y-4 p-4 md:p-6">
        <PageTitle title="Models" />
        {cards.data ? (
          cards.data.items.length === 0 ? (
            <Empty icon="models" title="No model has a card">
              Rules read the messages here. When a trained model answers, its card is shown on this page.
            </Empty>
          ) : (
            <>
              <PleaseLabel />
              {cards.data.items.map((card) => (
                <Shown
                  key={card.modelVersion}
                  card={card}
                  drift={drift.data?.items.find((one) => one.modelVersion === card.modelVersion) ?? null}
                  driftFailed={drift.isError}
                />
              ))}
            </>
          )
        ) : cards.error ? (
          <ErrorPanel error={cards.error} onRetry={() => void cards.refetch()} />
        ) : (
          <p role="status" className="text-sm text-faint">
            Reading the cards…
          </p>
        )}
      </div>
    </div>
  );
}

function Shown({
  card,
  drift,
  driftFailed,
}: {
  readonly card: ModelInUse;
  readonly drift: ModelDrift | null;
  readonly driftFailed: boolean;
}) {
  return (
    <>
      {drift?.heads.some(({ basis }) => basis !== null) && (
        <Drift drift={drift} of={card.adopted.length > 0 ? card.name : null} />
      )}
      {!drift && driftFailed && card.heads.some(({ reliability }) => reliability.length > 0) && (
        <Notice look="warn" title="This week’s scores cannot be read right now">
          The card below is not affected.
        </Notice>
      )}
      <Card
        title={`Model card: ${card.name}`}
        note={card.date === null ? card.modelVersion : `${card.modelVersion}, trained on ${card.date}`}
      >
        <Adopted heads={card.adopted} />
        <p className="mb-4 max-w-prose text-sm text-soft">{card.intendedUse}</p>
        {card.heads.map((head) => (
          <HeadDetails
            key={head.name}
            head={head}
            drift={drift?.heads.find((one) => one.head === head.name) ?? null}
          />
        ))}
      </Card>
    </>
  );
}
