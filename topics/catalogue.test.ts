import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CATALOGUE, TOPIC_NAMES } from './catalogue.ts';
import { EVENT_TYPES } from './generated/events.ts';
import { generate } from './generate.ts';

describe('catalogue', () => {
  it('gives every event exactly one topic', () => {
    const homes = TOPIC_NAMES.flatMap((topic): readonly string[] => CATALOGUE[topic].events);
    expect([...homes].sort()).toEqual([...EVENT_TYPES].sort());
  });

  it('gives streams one writer; commands, results and raw input name the few', () => {
    const many = TOPIC_NAMES.filter((topic) => CATALOGUE[topic].writers.length > 1);
    expect(many).toEqual(['inbound.raw', 'action.commands', 'workspace.commands', 'command.results']);
  });

  it('names topics as Kafka allows', () => {
    for (const topic of TOPIC_NAMES) expect(topic).toMatch(/^[a-z]+\.[a-z]+$/);
  });

  it('has generated types that are those of the schemas', () => {
    const current = readFileSync(new URL('./generated/events.ts', import.meta.url), 'utf8');
    expect(current === generate(), 'run node topics/generate.ts').toBe(true);
  });
});
