import { memo } from 'react';
import type { EngagementSummary } from '../api/types.ts';
import { navigate } from '../app/router.ts';
import { commands } from '../commands/desk.ts';
import type { CommandState } from '../commands/state.ts';
import { useStore } from '../lib/store.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { Chip } from '../ui/Chip.tsx';
import { isPlaced, MarkedText } from '../ui/MarkedText.tsx';
import { excerptOf } from '../ui/spans.ts';
import { findingsOf } from '../detail/findings.ts';
import { OutsideText } from '../ui/OutsideText.tsx';
import { Ago } from '../ui/Time.tsx';
import { kindLabel, networkLabel, STATE_WORDS, type Tone } from '../words/labels.ts';
import { SentimentChip } from './SentimentChip.tsx';

interface Props {
  readonly engagement: EngagementSummary;
  readonly href: string;
  readonly selected: boolean;
  /** Nothing is left to do with it in this list. */
  readonly done: boolean;
  /** Shows the draft where the safety check has marked words in it. */
  readonly withDraft: boolean;
}

export const Row = memo(function Row({ engagement, href, selected, done, withDraft }: Props) {
  const { id, author, network, text, language, kind, urgency, sentiment, createdAt } = engagement;
  const name = author.displayName || author.handle;
  return (
    <li
      data-row={id}
      className={`row-lazy relative flex gap-3 border-b border-line px-4 py-3.5 ${
        selected
          ? 'bg-accent-wash before:absolute before:inset-y-0 before:start-0 before:w-1 before:bg-accent'
          : 'hover:bg-sunken'
      }`}
    >
      <Avatar name={name} handle={author.handle} network={network} />
      <div className="min-w-0 flex-1">
        <div className="flex items-baseline gap-2">
          <a
            href={href}
            aria-current={selected ? 'true' : undefined}
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey || event.shiftKey) return;
              event.preventDefault();
              navigate(href);
            }}
            className="-ms-0.5 truncate ps-0.5 font-semibold after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
          >
            <bdi>{name}</bdi>
          </a>
          <span className="hidden min-w-0 truncate text-sm text-faint sm:inline">
            <bdi>@{author.handle}</bdi>
            <span className="sr-only"> on {networkLabel(network)}</span>
          </span>
          <Ago iso={createdAt} className="ms-auto text-xs text-faint" />
        </div>
        <OutsideText
          text={text}
          language={language}
          className={`mt-0.5 line-clamp-2 text-sm whitespace-normal! ${done ? 'text-faint' : 'text-soft'}`}
        />
        {withDraft && !done && <MarkedDraft engagement={engagement} />}
        <div className="mt-2 flex h-6 items-center gap-1.5 overflow-hidden">
          <StateChip engagement={engagement} />
          {urgency === 'high' && (
            <Chip tone="bad" icon="urgent">
              Urgent
            </Chip>
          )}
          {sentiment && <SentimentChip label={sentiment.label} />}
          {kind && <Chip label="Kind">{kindLabel(kind)}</Chip>}
        </div>
      </div>
    </li>
  );
});

/** The words of the draft that a person must look at, with a little of what stands before them. */
function MarkedDraft({ engagement: { reply, language } }: Pick<Props, 'engagement'>) {
  const findings = reply ? findingsOf(reply).filter(isPlaced) : [];
  if (!reply || findings.length === 0) return null;
  const { text, spans } = excerptOf(reply.text, findings);
  return (
    <div className="mt-1.5 border-s-2 border-mark-warn ps-2">
      <span className="sr-only">Drafted reply: </span>
      <MarkedText
        text={text}
        findings={spans}
        language={language}
        className="line-clamp-2 text-xs leading-5 whitespace-normal! text-soft"
      />
    </div>
  );
}

const BUSY: Record<string, string> = {
  approve: 'Approving…',
  edit: 'Saving…',
  reject: 'Rejecting…',
  undo: 'Taking back…',
};

function ownWord(command: CommandState | undefined): { readonly label: string; readonly tone: Tone } | null {
  if (command?.name === 'sending' || command?.name === 'pending')
    return { label: BUSY[command.intent.verb] ?? 'Sending…', tone: 'accent' };
  if (command?.name === 'refused') return { label: 'Look again', tone: 'bad' };
  if (command?.name === 'unsent') return { label: 'Not sent', tone: 'bad' };
  return null;
}

function StateChip({ engagement }: { readonly engagement: EngagementSummary }) {
  const command = useStore(commands).get(engagement.id);
  const { label, tone } = ownWord(command) ?? STATE_WORDS[engagement.state];
  return (
    <Chip tone={tone} label="State">
      {label}
    </Chip>
  );
}
