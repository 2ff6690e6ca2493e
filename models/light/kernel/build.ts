/** Builds the kernels from their text sources: `node models/light/kernel/build.ts`. A test compares the two. */
import { readFileSync, writeFileSync } from 'node:fs';
import wabt from 'wabt';

/** `gather` reads weights, `embed` trains. */
export const KERNELS = ['gather', 'embed'] as const;
export type KernelName = (typeof KERNELS)[number];

/** The bytes that a text source stands for. */
export async function buildKernel(name: KernelName): Promise<Uint8Array> {
  const tools = await wabt();
  const source = readFileSync(new URL(`${name}.wat`, import.meta.url), 'utf8');
  const parsed = tools.parseWat(`${name}.wat`, source, { simd: true });
  try {
    parsed.resolveNames();
    parsed.validate();
    return parsed.toBinary({ write_debug_names: false }).buffer;
  } finally {
    parsed.destroy();
  }
}

if (import.meta.main) {
  for (const name of KERNELS) {
    writeFileSync(new URL(`${name}.wasm`, import.meta.url), await buildKernel(name));
  }
}
