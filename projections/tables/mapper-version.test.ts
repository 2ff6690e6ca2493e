/** Rows and the version of the mappers that make them belong together: tables of one version are never mixed. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { topicRow } from '../../topics/catalogue.ts';
import { sampleEvent } from '../../topics/golden/sample.ts';
import { encodeBlock } from '../clickhouse/native.ts';
import { EVENT_TABLES, MAPPER_VERSION } from '../registry.ts';

/**
 * What each version made of one sample of every event. Add a line, never change one that was released: but a new
 * event, of which no table has a row yet, changes only the digest.
 */
const ROWS: Readonly<Record<number, string>> = {
  2: '1a3da311d6fcf861',
  3: '360a71b2e3ae83e6',
  4: '40c1196015f7781b',
};

function digestOfRows(): string {
  const hash = createHash('sha256');
  for (const table of EVENT_TABLES) {
    for (const topic of table.topics) {
      const source = { topic, partition: 2, offset: 41, timestamp: 1_790_000_000_000 };
      const rows = topicRow(topic).events.flatMap((type) => table.rows(sampleEvent(type), source));
      hash.update(table.name).update(encodeBlock(table.columns, rows));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

describe('the version of the mappers', () => {
  it('is raised when they make other rows: else tables of before would keep rows of two kinds', () => {
    expect({ [MAPPER_VERSION]: digestOfRows() }).toEqual({ [MAPPER_VERSION]: ROWS[MAPPER_VERSION] });
  });
});
