import type { ComponentProps, ReactNode } from 'react';
import { Icon, type IconName } from './icons.tsx';

const LOOKS = {
  primary:
    'bg-accent text-accent-ink border-transparent hover:brightness-110 disabled:bg-sunken disabled:text-faint',
  plain: 'bg-surface text-ink border-line hover:bg-sunken hover:border-edge disabled:text-faint',
  quiet: 'bg-transparent text-soft border-transparent hover:bg-sunken hover:text-ink disabled:text-faint',
  danger: 'bg-surface text-bad border-line hover:bg-bad-wash hover:border-bad disabled:text-faint',
  stop: 'bg-bad text-canvas border-transparent hover:brightness-110 disabled:bg-sunken disabled:text-faint',
} as const;

interface Props extends ComponentProps<'button'> {
  readonly look?: keyof typeof LOOKS;
  readonly icon?: IconName;
  /** Key that does the same, shown on wide screens. */
  readonly hint?: string;
  readonly children?: ReactNode;
}

export function Button({ look = 'plain', icon, hint, children, className = '', ...rest }: Props) {
  return (
    <button
      type="button"
      aria-keyshortcuts={hint?.toLowerCase()}
      className={`inline-flex min-h-10 items-center justify-center gap-1.5 rounded-lg border px-3 text-sm font-medium whitespace-nowrap transition-colors ${LOOKS[look]} ${className}`}
      {...rest}
    >
      {icon && <Icon name={icon} className="size-4.5" />}
      {children}
      {hint && <Key className="ms-1 hidden opacity-80 md:inline-block">{hint}</Key>}
    </button>
  );
}

export function Key({
  children,
  className = '',
}: {
  readonly children: ReactNode;
  readonly className?: string;
}) {
  return (
    <kbd
      aria-hidden="true"
      className={`min-w-5 rounded border border-current/30 px-1 text-center font-sans text-xs leading-5 ${className}`}
    >
      {children}
    </kbd>
  );
}
