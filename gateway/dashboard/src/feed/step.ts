/** Which row is next. Pure. */
interface Item {
  readonly id: string;
}

/** One row on or back; the first row when nothing is selected; null when there is no further one. */
export function stepFrom(items: readonly Item[], selected: string | null, by: 1 | -1): string | null {
  if (selected === null) return items[0]?.id ?? null;
  const at = items.findIndex((one) => one.id === selected);
  return items[at === -1 ? 0 : at + by]?.id ?? null;
}

/** The next row that still waits for a decision, from here on and then from the top; null when none is left. */
export function nextOpen<T extends Item>(
  items: readonly T[],
  selected: string,
  isDone: (item: T) => boolean,
): string | null {
  const at = items.findIndex((one) => one.id === selected);
  const around = [...items.slice(at + 1), ...items.slice(0, Math.max(at, 0))];
  return around.find((one) => !isDone(one))?.id ?? null;
}
