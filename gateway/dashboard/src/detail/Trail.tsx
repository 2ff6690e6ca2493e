import type { EngagementDetail, WhyStep } from '../api/types.ts';
import { Icon } from '../ui/icons.tsx';
import { Notice } from '../ui/Notice.tsx';
import { humanise } from '../words/codes.ts';
import type { Tone } from '../words/labels.ts';
import { duration, fullTime } from '../words/time.ts';
import { Facts } from './Facts.tsx';
import { actorOf, detailOf, judgedText, sinceBefore, titleOf, toneOf } from './steps.ts';

const DOTS: { readonly [T in Tone]: string } = {
  good: 'bg-mark-good',
  warn: 'bg-mark-warn',
  bad: 'bg-mark-bad',
  info: 'bg-mark-info',
  accent: 'bg-mark-accent',
  quiet: 'bg-mark-quiet',
};

/** Everything that happened to this message, in order, with how long each step took and what it went by. */
export function Trail({ detail, ready }: { readonly detail: EngagementDetail; readonly ready: boolean }) {
  const { trail, trailProblem } = detail;
  const last = trail.at(-1);
  return (
    <section aria-labelledby="trail-title">
      <div className="mb-3 flex items-baseline justify-between gap-3">
        <h3 id="trail-title" className="text-sm font-semibold">
          Why this happened
        </h3>
        {last && (
          <p className="text-xs text-faint tabular-nums">
            {trail.length} steps in {duration(last.latencyMs)}
          </p>
        )}
      </div>
      {trailProblem && (
        <Notice look="warn" title="The history cannot be read completely right now">
          The conversation itself is not affected.
        </Notice>
      )}
      {!ready && <p className="text-sm text-faint">Reading the history…</p>}
      {ready && trail.length === 0 && !trailProblem && (
        <p className="text-sm text-faint">The first steps appear here within a moment.</p>
      )}
      <ol className="relative">
        {trail.map((step, index) => (
          <Step
            key={step.eventId}
            step={step}
            text={detail.text}
            judged={judgedText(trail, index)}
            tookMs={sinceBefore(trail, index)}
            isLast={index === trail.length - 1}
          />
        ))}
      </ol>
    </section>
  );
}

function Step({
  step,
  text,
  judged,
  tookMs,
  isLast,
}: {
  readonly step: WhyStep;
  readonly text: string;
  readonly judged: string | null;
  readonly tookMs: number | null;
  readonly isLast: boolean;
}) {
  return (
    <li className="relative flex gap-3 pb-1">
      {!isLast && <span aria-hidden="true" className="absolute start-[5px] top-5 -bottom-1.5 w-px bg-line" />}
      <span
        aria-hidden="true"
        className={`relative mt-2.5 size-[11px] shrink-0 rounded-full ring-4 ring-canvas ${DOTS[toneOf(step)]}`}
      />
      <details className="group min-w-0 flex-1">
        <summary className="flex min-h-8 items-start gap-2 rounded-lg px-2 py-1 hover:bg-sunken">
          <span className="min-w-0 flex-1 text-sm wrap-anywhere">{titleOf(step)}</span>
          <span className="mt-0.5 text-xs whitespace-nowrap text-faint tabular-nums">
            {tookMs === null ? (
              <time dateTime={step.at}>{fullTime(step.at).split(', ').at(-1)}</time>
            ) : (
              <>
                <span className="sr-only">after </span>+{duration(tookMs)}
              </>
            )}
          </span>
          <Icon
            name="chevron"
            className="mt-0.5 size-4 text-faint transition-transform group-open:rotate-90 rtl:-scale-x-100"
          />
        </summary>
        <div className="mx-2 mt-1 mb-3 space-y-3 rounded-xl border border-line bg-surface p-3.5">
          <Facts detail={detailOf(step)} text={text} judged={judged} />
          <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 border-t border-line pt-3 text-xs text-faint">
            <Fact name="Step" value={humanise(step.hop)} />
            <Fact name="By" value={actorOf(step.actor)} />
            <Fact name="At" value={fullTime(step.at)} />
            <Fact name="Since the first step" value={duration(step.latencyMs)} />
            <Fact name="Event" value={step.eventId} mono />
            {step.causationId && <Fact name="Caused by" value={step.causationId} mono />}
          </dl>
        </div>
      </details>
    </li>
  );
}

function Fact({
  name,
  value,
  mono = false,
}: {
  readonly name: string;
  readonly value: string;
  readonly mono?: boolean;
}) {
  return (
    <>
      <dt>{name}</dt>
      <dd className={`wrap-anywhere text-soft ${mono ? 'font-mono' : ''}`}>{value}</dd>
    </>
  );
}
