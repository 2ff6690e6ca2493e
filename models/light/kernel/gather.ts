/**
 * Sums int8 weights over a text's buckets: in WebAssembly where the machine has its vector instructions, and in
 * plain TypeScript with the same bits elsewhere. Both read the same memory.
 */
import { readFileSync } from 'node:fs';

/** Columns of one group; a plane is as many groups side by side as it has. */
export const LANES = 16;

/** See `gather.wat` for the parameters; addresses and strides are in bytes, `out` is a multiple of 4. */
type Sum = (
  plane: number,
  stride: number,
  mask: number,
  features: number,
  count: number,
  out: number,
) => void;

/** Sums `groups` groups that lie side by side, in the plane and in the sums. */
export type Gather = (...of: [...Parameters<Sum>, groups: number]) => void;

/** The twin in TypeScript. */
export function plainGather(memory: ArrayBufferLike): Gather {
  const weights = new Int8Array(memory);
  const words = new Uint32Array(memory);
  const sums = new Int32Array(memory);
  return (plane, stride, mask, features, count, out, groups) => {
    const lanes = groups * LANES;
    const to = out >> 2;
    sums.fill(0, to, to + lanes);
    const from = features >> 2;
    for (let i = 0; i < count; i++) {
      const row = plane + (words[from + i]! & mask) * stride;
      for (let lane = 0; lane < lanes; lane++) sums[to + lane]! += weights[row + lane]!;
    }
  };
}

/** Null where the engine refuses the kernel (no vector instructions). */
export function wasmGather(memory: WebAssembly.Memory): Gather | null {
  const bytes = readFileSync(new URL('gather.wasm', import.meta.url));
  if (!WebAssembly.validate(bytes)) return null;
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { light: { memory } });
  const one = instance.exports['gather'] as Sum;
  const three = instance.exports['gather3'] as Sum;
  return (plane, stride, mask, features, count, out, groups) => {
    let group = 0;
    for (; group + 3 <= groups; group += 3) {
      three(plane + group * LANES, stride, mask, features, count, out + group * LANES * 4);
    }
    for (; group < groups; group++) {
      one(plane + group * LANES, stride, mask, features, count, out + group * LANES * 4);
    }
  };
}
