import fc from 'fast-check';
import { v5 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { deriveId, NAMESPACE } from './ids.ts';

describe('derived ids', () => {
  it('are UUIDs of version 5 as the uuid package makes them, for any parts of any length', () => {
    const part = fc.oneof(fc.string({ unit: 'binary', maxLength: 3_000 }), fc.integer(), fc.constant('é😀'));
    fc.assert(
      fc.property(fc.array(part, { maxLength: 5 }), (parts) => {
        expect(deriveId(...parts)).toBe(v5(JSON.stringify(parts), NAMESPACE));
      }),
      { numRuns: 500 },
    );
  });
});
