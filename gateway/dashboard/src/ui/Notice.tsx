import type { ReactNode } from 'react';
import { Icon, type IconName } from './icons.tsx';

const LOOKS = {
  warn: 'bg-warn-wash text-warn',
  bad: 'bg-bad-wash text-bad',
  info: 'bg-info-wash text-info',
  good: 'bg-good-wash text-good',
} as const;
const ICONS: { readonly [L in keyof typeof LOOKS]: IconName } = {
  warn: 'urgent',
  bad: 'urgent',
  info: 'clock',
  good: 'check',
};

/** Something to know, with what to do about it. `urgent` is said to screen readers at once. */
export function Notice({
  look,
  title,
  children,
  actions,
  urgent = false,
}: {
  readonly look: keyof typeof LOOKS;
  readonly title: ReactNode;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  readonly urgent?: boolean;
}) {
  return (
    <div
      role={urgent ? 'alert' : undefined}
      className={`rounded-xl p-3.5 text-sm animate-settle ${LOOKS[look]}`}
    >
      <div className="flex gap-2.5">
        <Icon name={ICONS[look]} className="mt-px size-5" />
        <div className="min-w-0 flex-1">
          <p className="font-semibold">{title}</p>
          {children && <div className="mt-0.5 text-ink">{children}</div>}
        </div>
      </div>
      {actions && <div className="mt-3 flex flex-wrap gap-2">{actions}</div>}
    </div>
  );
}
