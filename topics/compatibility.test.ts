import { describe, expect, it } from 'vitest';
import { canonical, releasedSchemas, schemaText } from './codec/schemas.ts';
import { incompatibilities } from './compatibility.ts';
import { EVENT_TYPES } from './generated/events.ts';

const record = (...fields: readonly object[]): string =>
  JSON.stringify({ type: 'record', name: 'signalpost.X', fields });
const id = { name: 'id', type: 'string' };

describe('compatibility gate (FULL_TRANSITIVE)', () => {
  it.each(EVENT_TYPES)('%s: today’s schema and every released one read each other', (type) => {
    expect(incompatibilities(releasedSchemas(type), schemaText(type))).toEqual([]);
  });

  it.each(EVENT_TYPES)('%s: today’s schema is recorded as released', (type) => {
    const last = releasedSchemas(type).at(-1);
    expect(
      last && canonical(last) === canonical(schemaText(type)),
      'run node topics/release-schemas.ts, then node topics/golden/write.ts',
    ).toBe(true);
  });

  it('lets a field with a default come and go', () => {
    const more = record(id, { name: 'note', type: ['null', 'string'], default: null });
    expect(incompatibilities([record(id)], more)).toEqual([]);
    expect(incompatibilities([more], record(id))).toEqual([]);
  });

  it('refuses a field without default, whether it comes or goes', () => {
    const more = record(id, { name: 'note', type: 'string' });
    expect(incompatibilities([record(id)], more)).toHaveLength(1);
    expect(incompatibilities([more], record(id))).toHaveLength(1);
  });

  it('refuses a change of type, also against a version long ago', () => {
    const long = record({ ...id, type: 'long' });
    expect(incompatibilities([record(id)], long)).toHaveLength(2);
    expect(incompatibilities([long, record(id)], record(id))).toHaveLength(2);
  });

  it('refuses what a widened union could write to an old reader', () => {
    const nullable = record({ ...id, type: ['null', 'string'] });
    expect(incompatibilities([record(id)], nullable)).toHaveLength(1);
  });
});
