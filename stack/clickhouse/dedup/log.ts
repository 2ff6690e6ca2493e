/**
 * The engine's own record of which blocks a table has: one file of lines `operation ⇥ part ⇥ block`, where
 * operation 1 says that the block is known and 2 that it is forgotten. The part's name holds its partition
 * and block number: `partition_first_last_level[_mutation]`.
 *
 * Source: MergeTreeDeduplicationLog.cpp and MergeTreePartInfo.cpp of ClickHouse.
 */

/** A block that the table says it has, and the part it was written as. */
export interface Known {
  readonly block: string;
  readonly part: string;
}

export interface Span {
  readonly partition: string;
  readonly first: bigint;
  readonly last: bigint;
}

const LINE = /^([12])\t([^\t\n]+)\t([^\t\n]+)$/;
const PART = /^([^_]+)_(\d+)_(\d+)_\d+(?:_\d+)?$/;

/** Which blocks a part holds; null for any other name (`tmp_insert_…`, `detached`, …). */
export function spanOf(name: string): Span | null {
  const [, partition, first, last] = PART.exec(name) ?? [];
  if (partition === undefined || first === undefined || last === undefined) return null;
  return { partition, first: BigInt(first), last: BigInt(last) };
}

/**
 * Replays one file into `known` (block to part).
 * @returns length of what the engine can read, in bytes. It stops at the first line that is cut off or not
 *   of this form, and so would everything appended behind it be lost.
 */
export function replay(file: Buffer, known: Map<string, string>): number {
  let at = 0;
  for (;;) {
    const end = file.indexOf(0x0a, at);
    if (end < 0) return at;
    const [, operation, part, block] = LINE.exec(file.toString('latin1', at, end)) ?? [];
    if (part === undefined || block === undefined || spanOf(part) === null) return at;
    if (operation === '1') known.set(block, part);
    else known.delete(block);
    at = end + 1;
  }
}

/** Blocks that are known although no part holds them, as the first or after merges. */
export function withoutPart(
  known: ReadonlyMap<string, string>,
  directories: readonly string[],
): readonly Known[] {
  const there = Map.groupBy(
    directories.map(spanOf).filter((span): span is Span => span !== null),
    ({ partition }) => partition,
  );
  return [...known]
    .map(([block, part]) => ({ block, part }))
    .filter(({ part }) => {
      const wanted = spanOf(part);
      return !there
        .get(wanted?.partition ?? '')
        ?.some((span) => wanted !== null && span.first <= wanted.first && wanted.last <= span.last);
    });
}

/** Lines that make the engine forget these blocks. */
export const forget = (blocks: readonly Known[]): string =>
  blocks.map(({ block, part }) => `2\t${part}\t${block}\n`).join('');
