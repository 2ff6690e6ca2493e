import { useId, type ReactNode } from 'react';

export function Card({
  title,
  note,
  children,
  className = '',
}: {
  readonly title: string;
  readonly note?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
}) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className={`min-w-0 rounded-2xl border border-line bg-surface p-4 md:p-5 ${className}`}
    >
      <div className="mb-3 flex flex-wrap items-baseline justify-between gap-x-3">
        <h2 id={id} className="font-semibold">
          {title}
        </h2>
        {note && <p className="text-xs text-faint">{note}</p>}
      </div>
      {children}
    </section>
  );
}
