/** Every code that the product can put before a person has a sentence on the page. */
import { describe, expect, it } from 'vitest';
import { CODES } from '../../gateway/dashboard/src/words/codes.ts';
import { PROBLEMS } from '../../gateway/problems.ts';
import { DECLINE_REASONS, HOLD_REASONS } from '../../models/ports.ts';
import { REFUSALS, WAITS } from '../../processors/machines/account/codes.ts';
import { REJECTIONS } from '../../processors/machines/reply/codes.ts';
import { HOLD_ROWS } from '../../processors/machines/reply/policy.ts';

describe('codes', () => {
  it('that the product uses all have a sentence', () => {
    const machine = ['bad_signature', 'missing_signature', 'stale_signature', 'login_code_used', 'forbidden'];
    const foreign = ['missing_idempotency_key', 'unsupported_media_type', ...machine]; // never met on this page
    const used = [
      ...Object.keys(REJECTIONS),
      ...Object.keys(REFUSALS),
      ...Object.keys(WAITS),
      ...HOLD_ROWS.map((row) => row.reason),
      ...HOLD_REASONS,
      ...DECLINE_REASONS,
      ...Object.keys(PROBLEMS).filter((code) => !foreign.includes(code)),
    ];
    expect(used.filter((code) => !Object.hasOwn(CODES, code))).toEqual([]);
  });
});
