import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { buildKernel, KERNELS } from './build.ts';
import { LANES, plainGather, wasmGather } from './gather.ts';

vi.setConfig({ testTimeout: 60_000 });

const FEATURES = 2_000;
const BITS = 10;

describe('kernels', () => {
  it.each(KERNELS)('%s: the checked-in bytes are those of the text source', async (name) => {
    const built = await buildKernel(name);
    const checkedIn = readFileSync(new URL(`${name}.wasm`, import.meta.url));
    expect(Buffer.from(built).equals(checkedIn)).toBe(true);
  });

  it('always: vector instructions and plain TypeScript give the same bits, extreme weights included', () => {
    const memory = new WebAssembly.Memory({ initial: 2 });
    const mostGroups = 4;
    const plane = FEATURES * 4 + mostGroups * LANES * 4;
    const [wasm, plain] = [wasmGather(memory)!, plainGather(memory.buffer)];
    const features = new Uint32Array(memory.buffer, 0, FEATURES);
    const sums = new Int32Array(memory.buffer, FEATURES * 4, mostGroups * LANES);
    const weights = new Int8Array(memory.buffer, plane, 64 * 2 ** BITS);
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 0xffffffff }), { maxLength: FEATURES }),
        fc.integer({ min: 1, max: mostGroups }),
        fc.integer({ min: -128, max: 127 }),
        fc.integer(),
        (buckets, groups, level, seed) => {
          for (let i = 0; i < weights.length; i++) {
            weights[i] = seed % 3 === 0 ? level : Math.imul(i ^ seed, 0x9e3779b1) >> 24;
          }
          features.set(buckets);
          const run = (gather: typeof wasm): number[] => {
            sums.fill(77);
            gather(plane, mostGroups * LANES, 2 ** BITS - 1, 0, buckets.length, FEATURES * 4, groups);
            return [...sums];
          };
          expect(run(wasm)).toEqual(run(plain));
        },
      ),
    );
  });

  it('sums of a thousand rows of the largest weights do not overflow', () => {
    const memory = new WebAssembly.Memory({ initial: 2 });
    const plane = FEATURES * 4 + LANES * 4;
    const sums = new Int32Array(memory.buffer, FEATURES * 4, LANES);
    new Int8Array(memory.buffer, plane).fill(-128);
    wasmGather(memory)!(plane, 16, 2 ** BITS - 1, 0, 1_000, FEATURES * 4, 1);
    expect([...sums]).toEqual(Array.from({ length: LANES }, () => -128_000));
  });
});
