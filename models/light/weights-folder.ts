/**
 * Weights that workspaces have adopted: files of one folder, each named by its SHA-256. A few stay loaded, the ones
 * that were asked for last; one that is not there or is not what its name says is refused, never an error.
 */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FEATURE_HASH } from './features/scanner.ts';
import { decodeWeights } from './format/weights.ts';
import { LightReader } from './infer/reader.ts';
import { loadTier } from './infer/tier.ts';

/** Loaded at once in a process; each takes the size of its file, about 7 MB. */
export const MOST_LOADED = 8;
/** Time after which a file that was refused is tried again, ms. */
const AGAIN_MS = 60_000;
/** Texts that each remembers: what classifies a text and what analyzes it ask for the same ones. */
const TEXTS_IN_FLIGHT = 256;

export interface WeightsFolderOptions {
  readonly folder: string;
  /** Epoch ms. */
  readonly now: () => number;
  /** Called at each attempt that fails, at most once a minute for each file. */
  readonly onRefused: (sha256: string, problem: string) => void;
  readonly mostLoaded?: number;
}

export class WeightsFolder {
  readonly #options: WeightsFolderOptions;
  /** The one asked for last at the end. */
  readonly #loaded = new Map<string, LightReader>();
  /** Until when a file is not tried again, epoch ms; bounded like the others. */
  readonly #refused = new Map<string, number>();

  constructor(options: WeightsFolderOptions) {
    this.#options = options;
  }

  /** Null when they are refused; then the program's own answer. */
  get(sha256: string): LightReader | null {
    const found = this.#loaded.get(sha256);
    if (found !== undefined) {
      this.#loaded.delete(sha256);
      this.#loaded.set(sha256, found);
      return found;
    }
    const { now, folder, onRefused, mostLoaded = MOST_LOADED } = this.#options;
    if ((this.#refused.get(sha256) ?? -Infinity) > now()) return null;
    try {
      const reader = new LightReader(loadTier(fileOf(folder, sha256)));
      if (reader.tier.sha256 !== sha256) throw new Error('the file is not what its name says');
      reader.tier.keep(TEXTS_IN_FLIGHT);
      this.#refused.delete(sha256);
      this.#loaded.set(sha256, reader);
      forgetOldest(this.#loaded, mostLoaded);
      return reader;
    } catch (error) {
      this.#refused.delete(sha256);
      this.#refused.set(sha256, now() + AGAIN_MS);
      forgetOldest(this.#refused, 1_000);
      onRefused(sha256, (error as Error).message);
      return null;
    }
  }

  /** How many are loaded. */
  get size(): number {
    return this.#loaded.size;
  }
}

/**
 * Puts a copy into the folder, under its hash, and its card beside it; a reader never sees half a file. Returns the file.
 * @param card what training has written about the weights, for people who look at the page Models
 * @throws WeightsError when it is not a weights file of this program
 */
export function keepWeights(folder: string, file: Buffer, card?: string | Buffer): string {
  const { sha256 } = decodeWeights(file, FEATURE_HASH);
  const target = fileOf(folder, sha256);
  mkdirSync(folder, { recursive: true });
  if (card !== undefined) put(cardOf(target), card);
  put(target, file);
  return target;
}

/** Even over one that is there: it may be damaged. */
function put(target: string, content: string | Buffer): void {
  writeFileSync(`${target}.new`, content);
  renameSync(`${target}.new`, target);
}

/** NAME.spw → NAME.card.json */
export function cardOf(weights: string): string {
  return `${weights.replace(/\.spw$/, '')}.card.json`;
}

function fileOf(folder: string, sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error('not a SHA-256');
  return join(folder, `${sha256}.spw`);
}

function forgetOldest(map: Map<string, unknown>, most: number): void {
  for (const oldest of map.keys()) {
    if (map.size <= most) return;
    map.delete(oldest);
  }
}
