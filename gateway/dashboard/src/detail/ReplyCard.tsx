import type { EngagementDetail } from '../api/types.ts';
import { useNow } from '../lib/use-now.ts';
import { Button } from '../ui/Button.tsx';
import { Chip } from '../ui/Chip.tsx';
import { MarkedText } from '../ui/MarkedText.tsx';
import { sentenceOf } from '../words/codes.ts';
import { networkLabel, standing, STATE_WORDS, toneLabel } from '../words/labels.ts';
import { EditForm } from './EditForm.tsx';
import { Findings } from './Findings.tsx';
import { findingsOf, otherReasonsOf } from './findings.ts';
import { RejectForm } from './RejectForm.tsx';
import type { Decisions } from './use-decisions.ts';

const HELD = new Set(['held', 'drafted']);

function titleOf(state: string, written: boolean): string {
  if (state === 'posted') return 'Our reply';
  return written ? 'Drafted reply' : state === 'declined' ? 'No reply' : 'Reply';
}

/** Our answer: its text, where it stands and why, and the forms that change it. */
export function ReplyCard({
  detail,
  decisions,
}: {
  readonly detail: EngagementDetail;
  readonly decisions: Decisions;
}) {
  const now = useNow();
  const { reply, state } = detail;
  const { form, edit } = decisions;
  const { label, tone } = STATE_WORDS[state];
  // What was found matters while somebody can still act on it.
  const findings = reply && HELD.has(state) ? findingsOf(reply) : [];
  return (
    <section aria-labelledby="reply-title" className="ms-auto max-w-[96%] space-y-3">
      <div className="rounded-2xl rounded-ee-md border border-line bg-surface p-4 shadow-xs">
        <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1">
          <h3 id="reply-title" className="text-sm font-semibold">
            {titleOf(state, reply !== null)}
          </h3>
          <Chip tone={tone} label="State">
            {label}
          </Chip>
          {reply?.tone && <span className="text-xs text-faint">{toneLabel(reply.tone)} tone</span>}
        </div>
        {form === 'edit' && reply ? (
          <EditForm
            decisions={decisions}
            draft={reply.text}
            draftVersion={reply.draftVersion}
            declared={detail.draft?.disclosures ?? []}
            language={detail.language}
          />
        ) : (
          reply && (
            <MarkedText
              text={reply.text}
              findings={findings}
              language={detail.language}
              numbered
              className="leading-relaxed"
            />
          )
        )}
        {form !== 'edit' && (
          <p className={`text-sm text-soft ${reply ? 'mt-3 border-t border-line pt-3' : ''}`}>
            {standing(detail, now)}
            {detail.declineReason && ` ${sentenceOf(detail.declineReason)}`}
            {state === 'declined' &&
              ` To answer all the same, write on ${networkLabel(detail.network)} itself.`}
          </p>
        )}
        {reply && HELD.has(state) && (
          <Findings findings={findings} reasons={otherReasonsOf(reply)} text={reply.text} />
        )}
        {form === null && edit && (
          <p className="mt-3 flex flex-wrap items-center gap-2 text-sm">
            <Chip tone="warn" icon="edit">
              Unsaved text
            </Chip>
            <Button look="quiet" onClick={() => decisions.setForm('edit')}>
              Go on writing
            </Button>
          </p>
        )}
        {form === 'reject' && (
          <div className="mt-4 border-t border-line pt-4">
            <RejectForm decisions={decisions} />
          </div>
        )}
      </div>
    </section>
  );
}
