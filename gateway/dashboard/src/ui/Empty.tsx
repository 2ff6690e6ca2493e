import type { ReactNode } from 'react';
import { Icon, type IconName } from './icons.tsx';

/** An empty place that says why it is empty and what happens next. */
export function Empty({
  icon,
  title,
  children,
  action,
}: {
  readonly icon: IconName;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}) {
  return (
    <div className="mx-auto flex max-w-sm flex-col items-center px-6 py-16 text-center">
      <span className="mb-4 flex size-14 items-center justify-center rounded-2xl bg-sunken text-faint">
        <Icon name={icon} className="size-7" />
      </span>
      <p className="font-semibold text-balance">{title}</p>
      {children && <p className="mt-1 text-sm text-pretty text-soft">{children}</p>}
      {action && <div className="mt-4">{action}</div>}
    </div>
  );
}
