import type { EngagementDetail, EngagementSummary } from '../api/types.ts';
import { SentimentChip } from '../feed/SentimentChip.tsx';
import { Chip } from '../ui/Chip.tsx';
import { OutsideText } from '../ui/OutsideText.tsx';
import { Ago } from '../ui/Time.tsx';
import { kindLabel, urgencyLabel } from '../words/labels.ts';

/** What was said, oldest first; our own replies stand on the other side. */
export function Conversation({
  detail,
  unseen,
}: {
  readonly detail: EngagementDetail;
  /** Messages that came since the person looked. */
  readonly unseen: readonly string[];
}) {
  const messages = detail.conversation.some((one) => one.id === detail.id)
    ? detail.conversation
    : [...detail.conversation, detail];
  return (
    <section aria-labelledby="conversation-title">
      <h3 id="conversation-title" className="sr-only">
        Conversation
      </h3>
      <ol className="space-y-4">
        {messages.map((message) => (
          <li key={message.id} className="space-y-4">
            <Message
              message={message.id === detail.id ? detail : message}
              current={message.id === detail.id}
              alone={messages.length === 1}
              isNew={unseen.includes(message.id)}
            />
            {message.id !== detail.id && message.state === 'posted' && message.reply && (
              <OwnReply text={message.reply.text} language={message.language} />
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

function Message({
  message,
  current,
  alone,
  isNew,
}: {
  readonly message: EngagementSummary;
  readonly current: boolean;
  readonly alone: boolean;
  readonly isNew: boolean;
}) {
  const { author, sentiment, kind, urgency } = message;
  return (
    <article
      data-unseen={isNew || undefined}
      aria-label={`${author.displayName || author.handle} wrote`}
      className={`max-w-[92%] rounded-2xl rounded-ss-md border p-4 ${
        current ? 'border-line bg-surface shadow-xs' : 'border-line/60 bg-sunken'
      } ${current && !alone ? 'ring-2 ring-accent/60' : ''}`}
    >
      <p className="mb-1.5 flex items-center gap-2 text-xs text-faint">
        <bdi className="truncate font-semibold text-soft">{author.displayName || author.handle}</bdi>
        <Ago iso={message.createdAt} />
        {isNew && <Chip tone="warn">New</Chip>}
      </p>
      <OutsideText
        text={message.text}
        language={message.language}
        className={current ? 'text-[1.0625rem] leading-relaxed' : 'text-sm text-soft'}
      />
      {current && (
        <div className="mt-3 flex flex-wrap gap-1.5">
          {urgency === 'high' && (
            <Chip tone="bad" icon="urgent">
              {urgencyLabel(urgency)}
            </Chip>
          )}
          {sentiment && <SentimentChip label={sentiment.label} />}
          {kind && <Chip label="Kind">{kindLabel(kind)}</Chip>}
          {message.spam && kind !== 'spam' && <Chip tone="bad">Spam</Chip>}
        </div>
      )}
    </article>
  );
}

function OwnReply({ text, language }: { readonly text: string; readonly language: string | null }) {
  return (
    <div className="ms-auto max-w-[92%] rounded-2xl rounded-ee-md bg-accent-wash p-4">
      <p className="mb-1 text-xs font-semibold text-accent">We replied</p>
      <OutsideText text={text} language={language} className="text-sm" />
    </div>
  );
}
