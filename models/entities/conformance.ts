/**
 * Reads twitter-text's conformance cases (a folder beside the checkout, not part of it) for tests. No YAML library is
 * installed; this reads the few shapes those files use and throws at anything else, naming the line.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { DATA_FOLDER } from '../datasets.ts';

export type Yaml = string | number | boolean | null | Yaml[] | { [key: string]: Yaml };

export interface Case {
  readonly description: string;
  readonly text: string;
  readonly expected: Yaml;
}

const FOLDER = join(DATA_FOLDER, 'twitter-text-conformance');

export function hasConformance(): boolean {
  return existsSync(FOLDER);
}

/** Cases by suite. */
export function readConformance(file: string): Map<string, Case[]> {
  const path = join(FOLDER, file);
  const bytes = readFileSync(path);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const { tests } = new Reader(text, file).block(-1) as unknown as { tests: Record<string, Case[]> };
  return new Map(Object.entries(tests));
}

interface Line {
  readonly indent: number;
  readonly text: string;
  readonly at: number;
}

class Reader {
  readonly #file: string;
  readonly #lines: Line[];
  #next = 0;

  constructor(text: string, file: string) {
    this.#file = file;
    this.#lines = text.split('\n').flatMap((raw, at) => {
      const line = raw.replace(/\s+$/, '');
      const body = line.trimStart();
      return body === '' || body.startsWith('#') || body === '---'
        ? []
        : [{ indent: line.length - body.length, text: body, at }];
    });
  }

  /** The list or map whose lines are indented more than `parent`. */
  block(parent: number): Yaml {
    const first = this.#lines[this.#next];
    if (first === undefined || first.indent <= parent) return null;
    return first.text.startsWith('- ') ? this.#list(first.indent) : this.#map(first.indent);
  }

  #list(indent: number): Yaml[] {
    const out: Yaml[] = [];
    for (
      let line = this.#lines[this.#next];
      line?.indent === indent && line.text.startsWith('- ');
      line = this.#lines[this.#next]
    ) {
      const rest = line.text.slice(2).trimStart();
      if (/^[a-z_A-Z]+:(?: |$)/.test(rest)) {
        const inner = indent + line.text.length - rest.length;
        this.#lines[this.#next] = { indent: inner, text: rest, at: line.at };
        out.push(this.#map(inner));
      } else {
        this.#next++;
        out.push(this.#scalar(rest, line));
      }
    }
    return out;
  }

  #map(indent: number): Yaml {
    const out: Record<string, Yaml> = {};
    for (
      let line = this.#lines[this.#next];
      line?.indent === indent && !line.text.startsWith('- ');
      line = this.#lines[this.#next]
    ) {
      const found = /^([a-zA-Z_]+):\s*(.*)$/s.exec(line.text);
      if (found === null) throw this.#error(line);
      this.#next++;
      const [, key, rest] = found;
      if (rest !== '') out[key!] = this.#scalar(rest!, line);
      else {
        const below = this.#lines[this.#next];
        // A list may stand at the level of its key.
        out[key!] = this.block(below?.text.startsWith('- ') === true ? indent - 1 : indent);
      }
    }
    return out;
  }

  #scalar(text: string, line: Line): Yaml {
    if (text.startsWith('"') || text.startsWith('[')) {
      try {
        return JSON.parse(escapes(text)) as Yaml;
      } catch (cause) {
        throw this.#error(line, cause);
      }
    }
    if (text.startsWith("'")) return text.slice(1, -1).replaceAll("''", "'");
    if (text === 'true' || text === 'false') return text === 'true';
    return /^\d+$/.test(text) ? Number(text) : text;
  }

  #error(line: Line, cause?: unknown): Error {
    return new Error(`${this.#file}:${line.at + 1}: cannot read "${line.text}"`, { cause });
  }
}

/** YAML's eight-digit escapes, as JSON writes characters. */
function escapes(text: string): string {
  return text.replace(/\\U([0-9A-Fa-f]{8})/g, (_, hex: string) =>
    String.fromCodePoint(Number.parseInt(hex, 16)),
  );
}
