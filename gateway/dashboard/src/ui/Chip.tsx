import type { ReactNode } from 'react';
import type { Tone } from '../words/labels.ts';
import { Icon, type IconName } from './icons.tsx';

const TONES: { readonly [T in Tone]: string } = {
  good: 'bg-good-wash text-good',
  warn: 'bg-warn-wash text-warn',
  bad: 'bg-bad-wash text-bad',
  info: 'bg-info-wash text-info',
  accent: 'bg-accent-wash text-accent',
  quiet: 'bg-sunken text-soft',
};

/** A fact in a word. `label` names what kind of fact it is, for those who do not see where it stands. */
export function Chip({
  tone = 'quiet',
  icon,
  label,
  children,
}: {
  readonly tone?: Tone;
  readonly icon?: IconName;
  readonly label?: string;
  readonly children: ReactNode;
}) {
  return (
    <span
      className={`inline-flex h-6 items-center gap-1 rounded-full px-2 text-xs font-medium whitespace-nowrap ${TONES[tone]}`}
    >
      {icon && <Icon name={icon} className="size-3.5" />}
      {label && <span className="sr-only">{label}: </span>}
      {children}
    </span>
  );
}
