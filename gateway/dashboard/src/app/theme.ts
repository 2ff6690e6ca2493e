/** Light, dark, or as the system says. The values themselves are in styles.css. */
import { remember, remembered } from '../lib/memory.ts';
import { createStore } from '../lib/store.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export const theme = createStore<Theme>('system');
/** Grows whenever the colours on the page change: canvases must be painted again. */
export const paint = createStore(0);

export function startTheme(): void {
  const known = remembered('theme');
  theme.set(THEMES.find((one) => one === known) ?? 'system');
  apply();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => paint.set((turn) => turn + 1));
}

export function setTheme(next: Theme): void {
  theme.set(next);
  remember('theme', next);
  apply();
}

function apply(): void {
  const root = document.documentElement;
  if (theme.get() === 'system') delete root.dataset['theme'];
  else root.dataset['theme'] = theme.get();
  paint.set((turn) => turn + 1);
}
