/** How old records are when a read model shows them: percentiles over the newest few thousand. Pure. */
const SAMPLES = 4_096;
const WINDOW_MS = 60_000;

export class FreshnessWindow {
  private readonly samples: { readonly at: number; readonly ageMs: number }[] = [];
  private next = 0;

  /** @param at epoch ms of now; @param ageMs since the record was written. */
  add(at: number, ageMs: number): void {
    this.samples[this.next] = { at, ageMs: Math.max(0, ageMs) };
    this.next = (this.next + 1) % SAMPLES;
  }

  /** Of the last minute; null when nothing was written in it. */
  read(now: number): { readonly p50Ms: number; readonly p99Ms: number } | null {
    const ages = this.samples
      .filter((sample) => sample.at > now - WINDOW_MS)
      .map((sample) => sample.ageMs)
      .sort((a, b) => a - b);
    if (ages.length === 0) return null;
    const at = (share: number): number =>
      ages[Math.min(ages.length - 1, Math.floor(ages.length * share))] ?? 0;
    return { p50Ms: at(0.5), p99Ms: at(0.99) };
  }
}
