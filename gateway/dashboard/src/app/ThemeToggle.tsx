import { useStore } from '../lib/store.ts';
import { Icon } from '../ui/icons.tsx';
import { setTheme, theme, THEMES } from './theme.ts';

const LOOKS = {
  system: { icon: 'system', label: 'as the system' },
  light: { icon: 'sun', label: 'light' },
  dark: { icon: 'moon', label: 'dark' },
} as const;

export function ThemeToggle() {
  const current = useStore(theme);
  const next = THEMES[(THEMES.indexOf(current) + 1) % THEMES.length] ?? 'system';
  return (
    <button
      type="button"
      onClick={() => setTheme(next)}
      aria-label={`Colours: ${LOOKS[current].label}. Change to ${LOOKS[next].label}`}
      title={`Colours: ${LOOKS[current].label}`}
      className="flex size-10 items-center justify-center rounded-lg text-soft hover:bg-sunken hover:text-ink"
    >
      <Icon name={LOOKS[current].icon} />
    </button>
  );
}
