import { useQueryClient } from '@tanstack/react-query';
import { useId, useRef, useState } from 'react';
import type { EngagementDetail } from '../api/types.ts';
import { correct } from '../commands/correct.ts';
import { TONE_FLAGS } from '../../../../topics/labels.ts';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/icons.tsx';
import { choicesOf, headLabel, labelWord } from '../words/heads.ts';
import { fullTime } from '../words/time.ts';
import { actorOf } from './steps.ts';

type LabelView = EngagementDetail['labels'][number];

/** What the models made of the message. Each label can be corrected; the former one is still there to go back. */
export function Labels({ detail }: { readonly detail: EngagementDetail }) {
  if (detail.labels.length === 0) return null;
  return (
    <section aria-labelledby="labels-title">
      <h3 id="labels-title" className="text-sm font-semibold">
        How we read it
      </h3>
      <p className="mb-3 text-xs text-faint">
        Is something wrong? Choose what is right, the former label to undo. The next training learns from it;
        replies stay as they are.
      </p>
      <Choices engagementId={detail.id} labels={detail.labels.filter(({ head }) => !isTone(head))} />
      <ToneLabels engagementId={detail.id} labels={detail.labels.filter(({ head }) => isTone(head))} />
    </section>
  );
}

const TONE: readonly LabelView['head'][] = ['emotion', ...TONE_FLAGS];
const isTone = (head: LabelView['head']): boolean => TONE.includes(head);

interface ChoicesProps {
  readonly engagementId: string;
  readonly labels: readonly LabelView[];
}

function Choices({ engagementId, labels }: ChoicesProps) {
  return (
    <ul className="grid grid-cols-2 gap-x-4 gap-y-3 lg:grid-cols-3">
      {labels.map((view) => (
        <li key={`${engagementId}:${view.head}`}>
          <Label engagementId={engagementId} view={view} />
        </li>
      ))}
    </ul>
  );
}

/** Emotion and the flags stand behind their answers in a line: most messages have none of the flags. */
function ToneLabels({ engagementId, labels }: ChoicesProps) {
  if (labels.length === 0) return null;
  const said = labels
    .filter(({ head, label }) => head === 'emotion' || label === 'yes')
    .map(({ head, label }) => labelWord(head, label));
  return (
    <details className="group/tone mt-3">
      <summary className="inline-flex min-h-8 items-center gap-1.5 rounded-lg text-sm">
        <Icon
          name="chevron"
          className="size-4 text-faint transition-transform group-open/tone:rotate-90 rtl:-scale-x-100"
        />
        <span className="text-xs font-medium text-soft">Tone</span> {said.join(', ') || 'Nothing stands out'}
      </summary>
      <div className="mt-2">
        <Choices engagementId={engagementId} labels={labels} />
      </div>
    </details>
  );
}

/**
 * A choice is sent by a button, not by choosing: with the arrow keys a select passes every label on the way, and
 * each would be an example to learn from.
 */
function Label({ engagementId, view }: { readonly engagementId: string; readonly view: LabelView }) {
  const client = useQueryClient();
  const id = useId();
  const select = useRef<HTMLSelectElement>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const { head, label, modelLabel, correctedBy } = view;
  const open = chosen !== null && chosen !== label;
  const save = async (): Promise<void> => {
    if (sending || !open) return;
    setSending(true);
    select.current?.focus(); // the button goes
    try {
      setProblem(await correct(client, engagementId, { head, label: chosen, previousLabel: label }));
      setChosen(null);
    } finally {
      setSending(false);
    }
  };
  return (
    <>
      <label htmlFor={id} className="text-xs font-medium text-soft">
        {headLabel(head)}
      </label>
      <select
        ref={select}
        id={id}
        value={chosen ?? label}
        aria-busy={sending}
        aria-describedby={`${id}-note`}
        onChange={(event) => {
          if (sending) return;
          setProblem(null);
          setChosen(event.target.value);
        }}
        className={`mt-1 min-h-10 w-full rounded-lg border bg-surface px-2.5 text-sm text-ink ${correctedBy !== null || open ? 'border-accent' : 'border-edge'}`}
      >
        {choicesOf(head).map((choice) => (
          <option key={choice.label} value={choice.label}>
            {choice.word}
          </option>
        ))}
      </select>
      {open && (
        <div className="mt-1.5 flex gap-2">
          <Button look="primary" disabled={sending} onClick={() => void save()}>
            {sending ? 'Saving…' : 'Save'}
            <span className="sr-only">
              {' '}
              {headLabel(head)}: {labelWord(head, chosen)}
            </span>
          </Button>
          <Button disabled={sending} onClick={() => setChosen(null)}>
            Cancel
          </Button>
        </div>
      )}
      <p id={`${id}-note`} className={`mt-1 text-xs wrap-anywhere ${problem ? 'text-bad' : 'text-faint'}`}>
        {problem ?? noteOf(view, labelWord(head, modelLabel))}
      </p>
    </>
  );
}

function noteOf({ correctedBy, correctedAt, modelVersion }: LabelView, was: string): string {
  if (correctedBy === null) return modelVersion === '' ? '' : `By ${modelVersion}`;
  const who = correctedBy.includes(':') ? actorOf(correctedBy) : 'A person';
  return `${who} corrected this${correctedAt === null ? '' : ` on ${fullTime(correctedAt)}`}. It was ${was}.`;
}
