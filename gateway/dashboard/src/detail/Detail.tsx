import { useImperativeHandle, useRef, type Ref } from 'react';
import { ApiProblem } from '../api/http.ts';
import type { EngagementDetail, EngagementSummary } from '../api/types.ts';
import { Button } from '../ui/Button.tsx';
import { Empty } from '../ui/Empty.tsx';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { Foot } from './Foot.tsx';
import { Conversation } from './Conversation.tsx';
import { Header } from './Header.tsx';
import { Labels } from './Labels.tsx';
import { ReplyCard } from './ReplyCard.tsx';
import { Trail } from './Trail.tsx';
import { useDecisions } from './use-decisions.ts';
import { useEngagement } from './use-engagement.ts';

/** What the keyboard can do with the open engagement. */
export interface DetailHandle {
  focus(): void;
  approve(): void;
  edit(): void;
  reject(): void;
  /** False when there is nothing to undo here. */
  undo(): boolean;
  /** False when no form was open. */
  closeForm(): boolean;
}

interface Props {
  readonly id: string;
  /** What the list knows already, shown while the rest is read. */
  readonly summary: EngagementSummary | null;
  readonly onBack: () => void;
  readonly onDecided: (id: string) => void;
  readonly ref: Ref<DetailHandle>;
}

export function Detail({ id, summary, onBack, onDecided, ref }: Props) {
  const query = useEngagement(id, summary);
  if (query.data) {
    return (
      <Opened
        detail={query.data}
        ready={!query.isPlaceholderData}
        onBack={onBack}
        onDecided={onDecided}
        ref={ref}
      />
    );
  }
  const back = (
    <Button icon="back" onClick={onBack} className="m-3 self-start md:hidden">
      Back to the list
    </Button>
  );
  if (query.error instanceof ApiProblem && query.error.body.status === 404) {
    return (
      <>
        {back}
        <div className="m-auto">
          <Empty icon="search" title="This message is not there">
            It may have been erased, or the link is incomplete.
          </Empty>
        </div>
      </>
    );
  }
  return (
    <>
      {back}
      <div className="m-auto">
        {query.error ? (
          <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <p role="status" className="text-sm text-faint">
            Opening the conversation…
          </p>
        )}
      </div>
    </>
  );
}

function Opened({
  detail,
  ready,
  onBack,
  onDecided,
  ref,
}: {
  readonly detail: EngagementDetail;
  readonly ready: boolean;
  readonly onBack: () => void;
  readonly onDecided: (id: string) => void;
  readonly ref: Ref<DetailHandle>;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  const decisions = useDecisions(detail, ready, onDecided);
  useImperativeHandle(ref, () => ({
    focus: () => heading.current?.focus({ preventScroll: true }),
    approve: decisions.approve,
    edit: () => decisions.openForm('edit'),
    reject: () => decisions.openForm('reject'),
    undo: () => decisions.undo(),
    closeForm() {
      const closed = decisions.closeForm();
      if (closed) heading.current?.focus({ preventScroll: true });
      return closed;
    },
  }));
  return (
    <>
      <Header detail={detail} headingRef={heading} onBack={onBack} />
      <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain" data-detail>
        <div className="mx-auto max-w-3xl space-y-6 px-4 py-5 md:px-6">
          <Conversation detail={detail} unseen={decisions.changes.messages} />
          <ReplyCard detail={detail} decisions={decisions} />
          <Labels detail={detail} />
          <Trail detail={detail} ready={ready} />
        </div>
      </div>
      <Foot decisions={decisions} flagged={detail.reply?.flagged ?? false} />
    </>
  );
}
