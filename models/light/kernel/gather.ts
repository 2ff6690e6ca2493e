/**
 * Sums int8 weights over a text's buckets: in WebAssembly where the machine has its vector instructions, and in
 * plain TypeScript with the same bits elsewhere. Both read the same memory.
 */
import { readFileSync } from 'node:fs';

/** Columns that one call sums. */
export const LANES = 16;

/** See `gather.wat` for the parameters; addresses and strides are in bytes, `out` is a multiple of 4. */
export type Gather = (
  plane: number,
  stride: number,
  mask: number,
  features: number,
  count: number,
  out: number,
) => void;

/** The twin in TypeScript. */
export function plainGather(memory: ArrayBufferLike): Gather {
  const weights = new Int8Array(memory);
  const words = new Uint32Array(memory);
  const sums = new Int32Array(memory);
  return (plane, stride, mask, features, count, out) => {
    const to = out >> 2;
    sums.fill(0, to, to + LANES);
    const from = features >> 2;
    for (let i = 0; i < count; i++) {
      const row = plane + (words[from + i]! & mask) * stride;
      for (let lane = 0; lane < LANES; lane++) sums[to + lane]! += weights[row + lane]!;
    }
  };
}

/** Null where the engine refuses the kernel (no vector instructions). */
export function wasmGather(memory: WebAssembly.Memory): Gather | null {
  const bytes = readFileSync(new URL('gather.wasm', import.meta.url));
  if (!WebAssembly.validate(bytes)) return null;
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { light: { memory } });
  return instance.exports['gather'] as Gather;
}
