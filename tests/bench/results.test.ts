import { describe, expect, it } from 'vitest';
import { table, withSection } from './results.ts';

const machine = {
  cpu: 'CPU',
  cores: 2,
  memoryGb: 24,
  system: 'Linux',
  node: 'v24',
  java: 'java 17',
  servers: ['Kafka 4', 'Redis 7'],
  load: 0.5,
};
const section = (name: string, body: string) => ({ name, title: name, machine, takenAt: 'now', body });

describe('a section of the results', () => {
  it('replaces the one before and leaves the others as they are', () => {
    const both = withSection(withSection('# Results\n', section('a', 'first')), section('b', 'second'));
    const again = withSection(both, section('a', 'third'));
    expect(again).toBe(both.replace('first', 'third'));
    expect(again).toContain('Kafka 4, Redis 7; load average at the start 0.5.');
  });
});

describe('a table', () => {
  it('has a rule below its head', () => {
    expect(
      table([
        ['a', 'b'],
        [1, 2],
      ]),
    ).toBe('| a | b |\n| --- | --- |\n| 1 | 2 |');
  });
});
