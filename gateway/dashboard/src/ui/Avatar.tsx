import { initialsOf, shadeOf } from './initials.ts';
import { NetworkGlyph } from './NetworkGlyph.tsx';

const SHADES = [
  'bg-[#c7e0d5] text-[#123d2c] dark-shade:bg-[#1f4535] dark-shade:text-[#cdeadd]',
  'bg-[#d6dcf7] text-[#1c2a66] dark-shade:bg-[#2b3668] dark-shade:text-[#dde3fb]',
  'bg-[#f6dcc4] text-[#5c2e06] dark-shade:bg-[#553415] dark-shade:text-[#f9e3cf]',
  'bg-[#ecd3e4] text-[#561a43] dark-shade:bg-[#4f2742] dark-shade:text-[#f3dfed]',
  'bg-[#d3e6ef] text-[#12425a] dark-shade:bg-[#1d4459] dark-shade:text-[#dcedf5]',
  'bg-[#e7e2bf] text-[#464008] dark-shade:bg-[#45410f] dark-shade:text-[#efebd0]',
] as const;

/** A person without a picture (pictures would be requests to other sites): initials on a shade of their own. */
export function Avatar({
  name,
  handle,
  network,
  className = 'size-10 text-sm',
}: {
  readonly name: string;
  readonly handle: string;
  readonly network?: string;
  readonly className?: string;
}) {
  return (
    <span className="relative h-fit shrink-0" aria-hidden="true">
      <span
        className={`flex items-center justify-center rounded-full font-semibold ${SHADES[shadeOf(handle, SHADES.length)]} ${className}`}
      >
        {initialsOf(name || handle)}
      </span>
      {network && (
        <span className="absolute -right-1 -bottom-1 flex size-5 items-center justify-center rounded-full border-2 border-surface bg-ink text-canvas">
          <NetworkGlyph network={network} className="size-3" />
        </span>
      )}
    </span>
  );
}
