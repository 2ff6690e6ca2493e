import type { ReactNode } from 'react';

export function PageTitle({
  title,
  note,
  action,
  pill,
}: {
  readonly title: string;
  readonly note?: string | undefined;
  readonly action?: ReactNode;
  readonly pill?: ReactNode;
}) {
  return (
    <div className="flex min-h-14 items-center gap-3 px-4 pt-2 pb-1">
      <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
      {note && <p className="text-sm text-faint tabular-nums">{note}</p>}
      <div className="ms-auto flex items-center gap-1">
        {action}
        {pill}
      </div>
    </div>
  );
}
