import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** A `sha256sum` list as file name → digest in hex. */
export function parseDigests(list: string): Map<string, string> {
  const digests = new Map<string, string>();
  for (const line of list.split('\n')) {
    if (line === '') continue;
    const match = /^([0-9a-f]{64}) [ *](\S+)$/.exec(line);
    if (match === null) throw new Error(`not a line of sha256sum: ${line}`);
    digests.set(match[2]!, match[1]!);
  }
  return digests;
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/**
 * Compares a folder with a checked-in list: every file listed and none else, each with its digest.
 * Returns what is wrong, one sentence each; an empty array says that all is as listed.
 */
export async function differences(folder: string, listFile: string): Promise<string[]> {
  const expected = parseDigests(readFileSync(listFile, 'utf8'));
  const present = new Set(readdirSync(folder));
  const found: string[] = [];
  for (const [file, digest] of expected) {
    if (!present.delete(file)) {
      found.push(`${file} is missing`);
      continue;
    }
    const actual = await sha256(join(folder, file));
    if (actual !== digest) found.push(`${file} has sha-256 ${actual}, ${basename(listFile)} says ${digest}`);
  }
  for (const file of present) found.push(`${file} is not in ${basename(listFile)}`);
  return found;
}
