import { describe, expect, it } from 'vitest';
import { TOPIC_NAMES, topicRow, type TopicName } from '../../topics/catalogue.ts';
import { EVENT_TYPES } from '../../topics/generated/events.ts';
import { sampleEvent } from '../../topics/golden/sample.ts';
import { encodeBlock } from '../clickhouse/native.ts';
import { EVENT_TABLES, READ_MODELS } from '../registry.ts';
import { HOPS } from '../trail/hops.ts';
import { rejectRow, deadLetters } from './dead-letters.ts';
import { trail } from './trail.ts';

const source = { topic: 'engagement.received', partition: 2, offset: 41, timestamp: 1_790_000_000_000 };
const eventsOf = (topic: TopicName) => topicRow(topic).events.map((type) => sampleEvent(type));

describe('mappers of events to rows', () => {
  for (const table of EVENT_TABLES) {
    it(`${table.name}: every row has exactly the columns of its table, and can be encoded`, () => {
      const rows = table.topics.flatMap((topic) =>
        eventsOf(topic).flatMap((event) => table.rows(event, { ...source, topic })),
      );
      expect(rows.length).toBeGreaterThan(0);
      for (const row of rows) expect(Object.keys(row).sort()).toEqual(Object.keys(table.columns).sort());
      expect(encodeBlock(table.columns, rows).length).toBeGreaterThan(rows.length * 20);
    });

    it(`${table.name}: the same record gives the same row, whenever it is mapped`, () => {
      const [topic] = table.topics as readonly [TopicName];
      for (const event of eventsOf(topic)) {
        expect(table.rows(event, source)).toEqual(table.rows(structuredClone(event), { ...source }));
      }
    });
  }

  it('every event of the log but counters, cursors and checks asked for again is one row of the trail', () => {
    const aside: readonly TopicName[] = ['metric.rollups', 'inbound.cursors', 'safety.requests'];
    expect([...trail.topics].sort()).toEqual(TOPIC_NAMES.filter((topic) => !aside.includes(topic)).sort());
    for (const topic of trail.topics) {
      for (const event of eventsOf(topic)) expect(trail.rows(event, source)).toHaveLength(1);
    }
  });

  it('every event has a hop with a title in words and a small detail', () => {
    for (const type of EVENT_TYPES) {
      const hop = HOPS[type] as {
        hop: string;
        title: (data: unknown) => string;
        detail: (data: unknown) => object;
      };
      const { data } = sampleEvent(type);
      expect(hop.title(data).length).toBeGreaterThan(5);
      expect(JSON.stringify(hop.detail(data)).length).toBeLessThan(4_000);
    }
  });

  it('a record that cannot be shown gets the same row each time, without any of its bytes', () => {
    const row = rejectRow(source, 'undecodable', 7);
    expect(row).toEqual(rejectRow({ ...source }, 'undecodable', 7));
    expect(Object.keys(row).sort()).toEqual(Object.keys(deadLetters.columns).sort());
    expect(row).toMatchObject({
      source_topic: 'engagement.received',
      source_partition: 2,
      source_offset: 41,
      source_bytes: 7,
    });
  });

  it('the registry reads every topic that a table needs, and the archive reads all', () => {
    for (const table of EVENT_TABLES) {
      for (const topic of table.topics) expect(READ_MODELS.tables.topics).toContain(topic);
    }
    expect(READ_MODELS.archive.topics).toEqual(TOPIC_NAMES);
  });
});
