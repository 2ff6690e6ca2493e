import { describe, expect, it } from 'vitest';
import { createCodec } from '../../../topics/codec/codec.ts';
import { createStaticRegistry } from '../../../topics/codec/static-registry.ts';
import { sampleEvent } from '../../../topics/golden/sample.ts';
import type { LogRecord } from '../../../topics/log/port.ts';
import { MAPPER_VERSION } from '../../registry.ts';
import { archiveBlocks, eventBlocks } from './blocks.ts';

const codec = createCodec(createStaticRegistry());
await codec.prepare();
const toBlocks = eventBlocks(codec);

function record(
  offset: number,
  value: Buffer | null,
  headers: Readonly<Record<string, string>> = {},
): LogRecord {
  return {
    topic: 'engagement.received',
    partition: 0,
    offset,
    key: null,
    value,
    headers,
    timestamp: 1_790_000_000_000,
  };
}
const good = codec.encode(sampleEvent('EngagementReceived'));
const rowsOf = async (records: readonly LogRecord[]): Promise<Record<string, number>> =>
  Object.fromEntries(
    (await toBlocks(records, MAPPER_VERSION)).blocks.map((block) => [block.table, block.rows.length]),
  );

describe('blocks of a flush', () => {
  it('hold a row in each table that the topic feeds', async () => {
    expect(await rowsOf([record(1, good), record(2, good)])).toEqual({ engagements: 2, trail: 2 });
  });

  it('a record that does not decode becomes a dead letter row, and the others go on', async () => {
    const made = await toBlocks(
      [record(1, Buffer.from('no')), record(2, good), record(3, null)],
      MAPPER_VERSION,
    );
    expect(made.rejects.map(({ record, code }) => [record.offset, code])).toEqual([
      [1, 'undecodable'],
      [3, 'undecodable'],
    ]);
    expect(await rowsOf([record(1, Buffer.from('no')), record(2, good), record(3, null)])).toEqual({
      engagements: 1,
      trail: 1,
      dead_letters: 2,
    });
  });

  it('a dead letter replayed for a processor is not counted a second time, but archived', async () => {
    const replayed = record(9, good, { 'replay-for': 'classify' });
    expect(await rowsOf([replayed])).toEqual({});
    expect((await archiveBlocks([replayed], 1)).blocks[0]?.rows).toHaveLength(1);
  });

  it('mappers of a version that is gone are refused, not guessed', async () => {
    await expect(toBlocks([record(1, good)], 99)).rejects.toThrow('mapper version 99');
  });
});
