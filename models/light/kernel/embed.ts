/** The inner loops of training; see `embed.wat`. Addresses and widths are in bytes. */
import { readFileSync } from 'node:fs';

export interface EmbedKernel {
  /** Sums the rows of the features into `out`. `width` is a multiple of 64. */
  readonly sum: (features: number, count: number, table: number, width: number, out: number) => void;
  /** One AdaGrad step of every row, with one accumulator a row. */
  readonly step: (
    features: number,
    count: number,
    table: number,
    width: number,
    gradient: number,
    squares: number,
    size: number,
    rate: number,
  ) => void;
  /** Sums the weights of the features' rows, quad by quad. `width` is 48 bytes a quad. */
  readonly sumQuads: (
    features: number,
    count: number,
    mask: number,
    table: number,
    width: number,
    out: number,
  ) => void;
  /** One AdaGrad step of every weight of the features' rows. */
  readonly stepQuads: (
    features: number,
    count: number,
    mask: number,
    table: number,
    width: number,
    gradient: number,
    rate: number,
  ) => void;
}

export function embedKernel(memory: WebAssembly.Memory): EmbedKernel {
  const module = new WebAssembly.Module(readFileSync(new URL('embed.wasm', import.meta.url)));
  const { exports } = new WebAssembly.Instance(module, { light: { memory } });
  return exports as unknown as EmbedKernel;
}
