/** Small choices of this browser (theme, shortcuts). Private windows may refuse storage: then they last a visit. */
const visit = new Map<string, string>();

export function remembered(name: string): string | null {
  try {
    return localStorage.getItem(`signalpost.${name}`);
  } catch {
    return visit.get(name) ?? null;
  }
}

export function remember(name: string, value: string): void {
  visit.set(name, value);
  try {
    localStorage.setItem(`signalpost.${name}`, value);
  } catch {
    return; // kept for this visit
  }
}
