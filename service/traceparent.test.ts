import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { childOf, formatTraceparent, parseTraceparent, startTrace } from './traceparent.ts';

describe('traceparent', () => {
  it('reads the example of the specification', () => {
    expect(parseTraceparent('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01')).toEqual({
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      sampled: true,
    });
  });

  it.each([
    ['absent', undefined],
    ['all-zero trace', '00-00000000000000000000000000000000-b7ad6b7169203331-01'],
    ['all-zero parent', '00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01'],
    ['version ff', 'ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'],
    ['version 00 with more fields', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-x'],
    ['upper case', '00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01'],
  ])('begins a new trace when the header is not valid: %s', (_name, header) => {
    expect(parseTraceparent(header)).toBeNull();
  });

  it('accepts a later version with more fields', () => {
    expect(parseTraceparent('cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more')).not.toBeNull();
  });

  it('what is written is read back, for every hop of every trace', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (ratio) => {
        const start = startTrace(ratio);
        const hop = childOf(start);
        expect(parseTraceparent(formatTraceparent(hop))).toEqual(hop);
        expect(hop.traceId).toBe(start.traceId);
        expect(hop.sampled).toBe(start.sampled);
      }),
    );
  });

  it('reads exactly what the grammar of the specification allows', () => {
    const grammar = /^(?!ff)([\da-f]{2})-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(-[^]*)?$/;
    const near = fc
      .tuple(
        fc.constantFrom('00', 'ff', 'cc', '0g'),
        fc.nat(54),
        fc.constantFrom('-', '0', 'G', 'é', ''),
        fc.constantFrom('', '-x', 'x'),
      )
      .map(([version, at, put, more]) => {
        const whole = `${version}-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01`;
        return whole.slice(0, at) + put + whole.slice(at + 1) + more;
      });
    fc.assert(
      fc.property(near, (text) => {
        const allowed = grammar.test(text) && !(text.startsWith('00') && text.length > 55);
        expect(parseTraceparent(text) !== null).toBe(allowed);
      }),
      { numRuns: 2_000 },
    );
  });

  it('never throws on any header text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        parseTraceparent(text);
      }),
    );
  });

  it('keeps all or none at the ends of the ratio', () => {
    expect(startTrace(1).sampled).toBe(true);
    expect(startTrace(0).sampled).toBe(false);
  });
});
