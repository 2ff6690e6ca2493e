import { useMemo, useState } from 'react';
import { KINDS, SENTIMENTS, STATES, type Overview } from '../api/types.ts';
import { useStore } from '../lib/store.ts';
import { samples } from '../live/live.ts';
import { Button } from '../ui/Button.tsx';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { Notice } from '../ui/Notice.tsx';
import { kindLabel, SENTIMENT_WORDS, STATE_WORDS, type Tone } from '../words/labels.ts';
import { count, duration } from '../words/time.ts';
import { Accounts } from './Accounts.tsx';
import { Breakdown, type Part } from './Breakdown.tsx';
import { Card } from './Card.tsx';
import { ChartCard } from './ChartCard.tsx';
import { KillSwitchDialog } from './KillSwitchDialog.tsx';
import { Lag } from './Lag.tsx';
import { Tiles } from './Tiles.tsx';
import { useOverview } from './use-overview.ts';

const BARS: { readonly [T in Tone]: string } = {
  good: 'bg-mark-good',
  warn: 'bg-mark-warn',
  bad: 'bg-mark-bad',
  info: 'bg-mark-info',
  accent: 'bg-mark-accent',
  quiet: 'bg-mark-quiet',
};

export function OverviewPage() {
  const { data, error, refetch } = useOverview();
  const [asking, setAsking] = useState(false);
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto max-w-6xl space-y-4 p-4 md:p-6">
        <div className="flex min-h-11 items-center justify-between gap-3">
          <h1 className="text-xl font-semibold tracking-tight">Overview</h1>
          {data && !data.workspace.paused && (
            <Button look="danger" icon="pause" onClick={() => setAsking(true)}>
              Stop posting
            </Button>
          )}
        </div>
        {data ? (
          <Panels overview={data} />
        ) : error ? (
          <ErrorPanel error={error} onRetry={() => void refetch()} />
        ) : (
          <Blank />
        )}
      </div>
      {asking && <KillSwitchDialog verb="pause" onClose={() => setAsking(false)} />}
    </div>
  );
}

function Panels({ overview }: { readonly overview: Overview }) {
  const { counters, throughput } = overview;
  const times = useMemo(() => throughput.map((one) => Date.parse(one.minute) / 1_000), [throughput]);
  const flow = useMemo(
    () => [
      {
        label: 'Received',
        colour: '--mark-info',
        values: throughput.map((one) => one.received),
        filled: true,
      } as const,
      { label: 'Posted', colour: '--mark-good', values: throughput.map((one) => one.posted) } as const,
    ],
    [throughput],
  );
  const quiet = throughput.every((one) => one.received === 0 && one.posted === 0);
  return (
    <>
      {overview.problems.length > 0 && (
        <Notice look="warn" title="Some numbers cannot be read right now">
          <p>They are shown as zero until they come back:</p>
          <ul className="mt-1 list-disc ps-5">
            {overview.problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        </Notice>
      )}
      <Tiles overview={overview} />
      <ChartCard
        title="Messages per minute"
        note={quiet ? 'Quiet for the last hour' : 'The last 60 minutes'}
        label="Messages received and replies posted in each of the last 60 minutes"
        times={times}
        series={flow}
        height={220}
        format={count}
        empty="The curve begins with the first messages."
      />
      <div className="grid gap-4 lg:grid-cols-2">
        <Card title="Accounts and limits">
          <Accounts accounts={overview.accounts} />
        </Card>
        <Card title="Where messages stand" note="now">
          <Breakdown parts={byState(counters.byState)} empty="No messages yet." />
        </Card>
        <Card title="Mood" note="today">
          <Breakdown parts={bySentiment(counters.bySentiment)} empty="No messages yet." />
        </Card>
        <Card title="What it is about" note="today">
          <Breakdown parts={byKind(counters.byKind)} empty="No messages yet." />
        </Card>
      </div>
      <Health overview={overview} />
    </>
  );
}

function Health({ overview }: { readonly overview: Overview }) {
  const history = useStore(samples);
  const times = useMemo(() => history.map((one) => one.at / 1_000), [history]);
  const fresh = useMemo(
    () => [
      {
        label: 'Usually',
        colour: '--mark-accent',
        values: history.map((one) => one.p50Ms),
        filled: true,
      } as const,
      {
        label: 'At worst (1 in 100)',
        colour: '--mark-warn',
        values: history.map((one) => one.p99Ms),
      } as const,
    ],
    [history],
  );
  const behind = useMemo(
    () => [
      {
        label: 'Waiting',
        colour: '--mark-info',
        values: history.map((one) => one.lag),
        filled: true,
      } as const,
    ],
    [history],
  );
  const empty = 'The curve begins as soon as live numbers arrive.';
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <ChartCard
        title="From event to screen"
        note="since you opened this page"
        label="Time until what happened can be seen here"
        times={times}
        series={fresh}
        height={160}
        format={duration}
        empty={empty}
      />
      <ChartCard
        title="Waiting to be processed"
        note="since you opened this page"
        label="Records that wait to be processed, all steps together"
        times={times}
        series={behind}
        height={160}
        format={count}
        empty={empty}
      />
      <Card title="Step by step" className="lg:col-span-2">
        <Lag lag={overview.lag} freshness={overview.freshness} />
      </Card>
    </div>
  );
}

function byState(states: Readonly<Record<string, number>>): readonly Part[] {
  return STATES.filter((state) => (states[state] ?? 0) > 0).map((state) => ({
    name: STATE_WORDS[state].label,
    value: states[state] ?? 0,
    bar: BARS[STATE_WORDS[state].tone],
    href: state === 'held' ? '/review' : `/inbox?state=${state}`,
  }));
}

function bySentiment(moods: Readonly<Record<string, number>>): readonly Part[] {
  return SENTIMENTS.filter((mood) => (moods[mood] ?? 0) > 0).map((mood) => ({
    name: SENTIMENT_WORDS[mood]?.label ?? mood,
    value: moods[mood] ?? 0,
    bar: BARS[SENTIMENT_WORDS[mood]?.tone ?? 'quiet'],
    href: `/inbox?sentiment=${mood}`,
  }));
}

function byKind(kinds: Readonly<Record<string, number>>): readonly Part[] {
  return KINDS.filter((kind) => (kinds[kind] ?? 0) > 0)
    .map((kind) => ({
      name: kindLabel(kind),
      value: kinds[kind] ?? 0,
      bar: 'bg-mark-accent',
      href: `/inbox?kind=${kind}`,
    }))
    .sort((a, b) => b.value - a.value);
}

function Blank() {
  return (
    <div
      role="status"
      aria-label="Reading the numbers"
      className="grid animate-pulse grid-cols-2 gap-3 md:grid-cols-3"
    >
      {[0, 1, 2, 3, 4, 5].map((tile) => (
        <div key={tile} className="h-28 rounded-2xl bg-sunken" />
      ))}
    </div>
  );
}
