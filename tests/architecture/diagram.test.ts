/** The diagram of ARCHITECTURE.md has every topic and every processor, so that it cannot fall behind in silence. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { TOPIC_NAMES } from '../../topics/catalogue.ts';
import { READERS } from '../../topics/readers.ts';

const text = readFileSync(path.resolve(import.meta.dirname, '../../ARCHITECTURE.md'), 'utf8');
const diagram = /```mermaid\n(.*?)```/s.exec(text)?.[1] ?? '';

describe('the diagram', () => {
  it('has every topic', () => {
    expect(TOPIC_NAMES.filter((topic) => !diagram.includes(`[(${topic})]`))).toEqual([]);
  });

  it('has every processor', () => {
    const missing = Object.keys(READERS).filter((name) => !new RegExp(`\\b${name}\\b`).test(diagram));
    expect(missing).toEqual([]);
  });
});
