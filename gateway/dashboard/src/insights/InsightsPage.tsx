import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { getJson } from '../api/http.ts';
import type { Mood, Span } from '../api/types.ts';
import { PageTitle } from '../app/PageTitle.tsx';
import { Card } from '../overview/Card.tsx';
import type { Series } from '../overview/Chart.tsx';
import { ChartCard } from '../overview/ChartCard.tsx';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { LABELS } from '../../../../topics/labels.ts';
import { emotionLabel } from '../words/labels.ts';
import { fullTime } from '../words/time.ts';

const SPANS: readonly { readonly span: Span; readonly word: string }[] = [
  { span: '24h', word: 'Last 24 hours' },
  { span: '7d', word: 'Last 7 days' },
  { span: '30d', word: 'Last 30 days' },
];
/** Read again this often, ms. */
const POLL_MS = 60_000;

const EMOTION_COLOURS = {
  anger: '--mark-bad',
  joy: '--mark-good',
  optimism: '--mark-warn',
  sadness: '--mark-info',
} as const satisfies Record<(typeof LABELS.emotion)[number], Series['colour']>;

/** Mood and emotion over time, and the words behind a spike. */
export function InsightsPage() {
  const [span, setSpan] = useState<Span>('24h');
  const query = useQuery({
    queryKey: ['mood', span],
    queryFn: ({ signal }) => getJson<Mood>(`/api/v1/insights/mood?span=${span}`, signal),
    refetchInterval: POLL_MS,
  });
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto max-w-5xl space-y-4 p-4 md:p-6">
        <PageTitle
          title="Insights"
          action={
            <select
              aria-label="Time"
              value={span}
              onChange={(event) => setSpan(event.target.value as Span)}
              className="min-h-10 rounded-lg border border-edge bg-surface px-2.5 text-sm text-ink"
            >
              {SPANS.map((one) => (
                <option key={one.span} value={one.span}>
                  {one.word}
                </option>
              ))}
            </select>
          }
        />
        {query.data ? (
          <Shown mood={query.data} />
        ) : query.error ? (
          <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <p role="status" className="text-sm text-faint">
            Counting…
          </p>
        )}
      </div>
    </div>
  );
}

function Shown({ mood }: { readonly mood: Mood }) {
  const { buckets, spike, bucketMs } = mood;
  const any = buckets.some(({ negative, neutral, positive }) => negative + neutral + positive > 0);
  const felt = buckets.some(({ emotions }) => LABELS.emotion.some((emotion) => emotions[emotion] > 0));
  const hours = bucketMs / 3_600_000;
  const note =
    hours === 1 ? 'Messages an hour' : hours === 24 ? 'Messages a day' : `Messages in ${hours} hours`;
  return (
    <>
      <ChartCard
        title="Mood over time"
        note={note}
        label="Negative, neutral and positive messages over time"
        times={any ? buckets.map(({ at }) => at / 1_000) : []}
        series={[
          {
            label: 'Negative',
            colour: '--mark-warn',
            values: buckets.map((one) => one.negative),
            filled: true,
          },
          { label: 'Neutral', colour: '--mark-info', values: buckets.map((one) => one.neutral) },
          { label: 'Positive', colour: '--mark-good', values: buckets.map((one) => one.positive) },
        ]}
        format={(value) => String(Math.round(value))}
        empty="No messages in this time. As they come, their mood is drawn here."
      />
      <ChartCard
        title="Emotion over time"
        note={`${note}, by the likeliest of four emotions`}
        label="Messages with anger, joy, optimism and sadness over time"
        times={felt ? buckets.map(({ at }) => at / 1_000) : []}
        series={LABELS.emotion.map((emotion) => ({
          label: emotionLabel(emotion),
          colour: EMOTION_COLOURS[emotion],
          values: buckets.map(({ emotions }) => emotions[emotion]),
        }))}
        format={(value) => String(Math.round(value))}
        empty="No emotions were read in this time. As messages come, what people feel is drawn here."
      />
      <Card title="Words behind a spike">
        {spike === null ? (
          <p className="text-sm text-soft">
            No time stands out. When far more negative messages come than usual, the words that they share are
            named here.
          </p>
        ) : spike.words.length === 0 ? (
          <p className="text-sm text-soft">
            Many negative messages came from {fullTime(new Date(spike.at).toISOString())}, about different
            things.
          </p>
        ) : (
          <>
            <p className="mb-3 text-sm text-soft">
              Many negative messages came from {fullTime(new Date(spike.at).toISOString())}. They share these
              words:
            </p>
            <table className="w-full text-sm">
              <thead className="text-xs text-faint">
                <tr>
                  <th scope="col" className="py-1 text-start font-medium">
                    Words
                  </th>
                  <th scope="col" className="py-1 text-end font-medium">
                    Messages
                  </th>
                  <th scope="col" className="py-1 text-end font-medium">
                    Otherwise
                  </th>
                  <th scope="col" className="py-1 text-end font-medium">
                    More often
                  </th>
                </tr>
              </thead>
              <tbody>
                {spike.words.map((one) => (
                  <tr key={one.words} className="border-t border-line tabular-nums">
                    <th scope="row" className="py-1.5 text-start font-normal wrap-anywhere">
                      <bdi>{one.words}</bdi>
                    </th>
                    <td className="py-1.5 text-end">{one.here}</td>
                    <td className="py-1.5 text-end text-faint">{one.elsewhere}</td>
                    <td className="py-1.5 text-end">{one.lift.toFixed(1)} ×</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </>
        )}
      </Card>
    </>
  );
}
