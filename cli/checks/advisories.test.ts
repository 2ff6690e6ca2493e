import { describe, expect, it } from 'vitest';
import { adviceOf } from './advisories.ts';

const answer = (severity: string): string =>
  JSON.stringify({ vulnerabilities: { pkg: { name: 'pkg', severity, range: '<2' } } });

describe('advisories', () => {
  it.each(['high', 'critical'])('a %s one is found', (severity) => {
    expect(adviceOf(answer(severity))).toEqual({ outcome: 'found', packages: [`pkg <2 (${severity})`] });
  });

  it('lesser ones are counted and pass', () => {
    expect(adviceOf(answer('moderate'))).toEqual({ outcome: 'clean', lesser: 1 });
    expect(adviceOf('{"vulnerabilities":{}}')).toEqual({ outcome: 'clean', lesser: 0 });
  });

  it.each([
    [
      '{"message":"405 Method Not Allowed - POST https://registry.example/x"}',
      '405 Method Not Allowed - POST the registry',
    ],
    ['', 'npm audit did not answer with JSON'],
    ['[]', 'no list in the answer'],
  ])('a registry that cannot say is no clean answer: %s', (output, why) => {
    expect(adviceOf(output)).toEqual({ outcome: 'not-checked', why });
  });
});
