import type { View } from '../clickhouse/ddl.ts';
import { trail } from '../tables/trail.ts';

const NAMES = [
  'tenant_id',
  'workspace_id',
  'correlation_id',
  'recorded_at',
  'occurred_at',
  'hop',
  'title',
  'event_type',
  'actor',
  'detail',
  'event_id',
  'causation_id',
  'src_topic',
  'src_partition',
  'src_offset',
] as const;

export const vTrail: View = {
  name: 'v_trail',
  question: 'Why did this happen? Every event about one engagement, in order.',
  columns: Object.fromEntries(
    NAMES.map((name) => {
      const column = trail.columns[name] as { type: string; comment: string };
      return [name, { type: column.type, comment: column.comment }];
    }),
  ),
  from: '{gen}.trail FINAL',
};
