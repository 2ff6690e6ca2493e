import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { getJson } from '../api/http.ts';
import type { LabelSample } from '../api/types.ts';
import { HEADS, type Head } from '../../../../topics/labels.ts';
import { labelAsked } from '../commands/correct.ts';
import { Card } from '../overview/Card.tsx';
import { Button } from '../ui/Button.tsx';
import { NetworkGlyph } from '../ui/NetworkGlyph.tsx';
import { OutsideText } from '../ui/OutsideText.tsx';
import { choicesOf, headLabel } from '../words/heads.ts';
import { count, fullTime } from '../words/time.ts';

/** Labels that fit on buttons; a language is corrected where the message is. */
const ASKED = HEADS.filter((head) => head !== 'language');
/** Loaded at once, so that the next message is there when a label is sent. */
const AHEAD = 10;

/**
 * Messages picked by chance, one after another, for people to label. What the model said stays hidden: who sees it
 * says the same more often, and then nobody learns where it is wrong.
 */
export function PleaseLabel() {
  const client = useQueryClient();
  const id = useId();
  const [head, setHead] = useState<Head>('sentiment');
  /** Labelled or passed over here; the read model is a moment behind. */
  const [done, setDone] = useState<ReadonlySet<string>>(new Set());
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const key = ['labels', 'sample', head];
  const sample = useQuery({
    queryKey: key,
    queryFn: ({ signal }) =>
      getJson<LabelSample>(`/api/v1/labels/sample?head=${head}&limit=${AHEAD}`, signal),
  });
  const next = sample.data?.items.find(({ engagementId }) => !done.has(`${head} ${engagementId}`));
  const pass = (engagementId: string): void =>
    setDone((before) => new Set([...before, `${head} ${engagementId}`]));
  const say = async (engagementId: string, label: string): Promise<void> => {
    if (sending) return;
    setSending(true);
    try {
      const refused = await labelAsked(engagementId, head, label);
      setProblem(refused);
      if (refused !== null) return;
      pass(engagementId);
      await client.invalidateQueries({ queryKey: key });
    } finally {
      setSending(false);
    }
  };
  return (
    <Card
      title="Please label"
      note={sample.data && `${count(sample.data.labelled)} labelled, ${count(sample.data.waiting)} wait`}
    >
      <p className="mb-3 max-w-prose text-sm text-soft">
        One message in twenty is picked by chance, from the last two weeks. Say what is right without knowing
        what the model said: these labels show how often it is wrong, and nothing learns from them.
      </p>
      <label htmlFor={id} className="text-xs font-medium text-soft">
        What to label
      </label>
      <select
        id={id}
        value={head}
        onChange={(event) => {
          setProblem(null);
          setHead(event.target.value as Head);
        }}
        className="mt-1 mb-3 block min-h-10 rounded-lg border border-edge bg-surface px-2.5 text-sm text-ink"
      >
        {ASKED.map((one) => (
          <option key={one} value={one}>
            {headLabel(one)}
          </option>
        ))}
      </select>
      {next ? (
        <div role="group" aria-label={`${headLabel(head)} of this message`}>
          <div className="rounded-lg border border-line p-3">
            <p className="mb-1 flex items-center gap-2 text-xs text-faint">
              <NetworkGlyph network={next.network} className="size-3" /> {fullTime(next.createdAt)}
            </p>
            <OutsideText text={next.text} className="text-sm" />
          </div>
          <div className="mt-3 flex flex-wrap gap-2">
            {choicesOf(head).map(({ label, word }) => (
              <Button key={label} disabled={sending} onClick={() => void say(next.engagementId, label)}>
                {word}
              </Button>
            ))}
            <Button look="quiet" disabled={sending} onClick={() => pass(next.engagementId)}>
              I cannot tell
            </Button>
          </div>
        </div>
      ) : (
        <p role="status" className="text-sm text-faint">
          {sample.error
            ? 'The messages cannot be read right now.'
            : sample.data
              ? 'No message waits for a label.'
              : 'Looking for messages…'}
        </p>
      )}
      {problem !== null && <p className="mt-2 text-sm text-bad">{problem}</p>}
    </Card>
  );
}
