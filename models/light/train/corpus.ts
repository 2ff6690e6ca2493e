/** Labelled texts of a task as features: every text scanned once, whichever heads learn from it. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { FeatureScanner } from '../features/scanner.ts';
import { rulesClassifier } from '../../understanding/classifier.ts';
import type { Classification } from '../../ports.ts';
import { foldsOf } from './folds.ts';
import type { HeadTask, SourceTask, Task } from './task.ts';

/** Parallel arrays, one place per labelled example of a head. */
export interface Examples {
  readonly text: Uint32Array;
  /** Class index; for `multi` a set of bits. */
  readonly label: Uint32Array;
  readonly weight: Float32Array;
  /** Index into the head's sources. */
  readonly source: Uint8Array;
  /** Index into `groupNames`; 0 where the source has no groups. */
  readonly group: Uint16Array;
  readonly groupNames: readonly string[];
}

export interface SourceFacts {
  readonly name: string;
  readonly licence: string;
  readonly rows: number;
  /** Of the files as they were read. */
  readonly sha256: string;
}

export interface Corpus {
  readonly texts: readonly string[];
  /** Features of text i are `features[starts[i] … starts[i + 1] - 1]`. */
  readonly starts: Uint32Array;
  readonly features: Uint32Array;
  /** Which part a text is in; the same text and its near copies are in the same part for every head. */
  readonly fold: Uint8Array;
  /** The part of the texts that no choice may look at, after those of the cross-validation. */
  readonly untouched: number;
  readonly examples: ReadonlyMap<string, Examples>;
  readonly facts: ReadonlyMap<string, readonly SourceFacts[]>;
}

interface Row {
  readonly text: string;
  readonly label: string;
  readonly group?: string;
  /** Rows with the same value stay in one part. */
  readonly together?: string;
}

/** Reads every source below `folder`. Throws when a file is absent or a label is unknown, with the place. */
export function readCorpus(task: Task, folder: string): Corpus {
  const ids = new Map<string, number>();
  const texts: string[] = [];
  const examples = new Map<string, Examples>();
  const facts = new Map<string, SourceFacts[]>();
  const together = new Map<number, string>();
  const untouched = new Set<number>();
  const rules = ruled(new Map());
  for (const head of task.heads) {
    const rows: { text: number; label: number; weight: number; source: number; group: number }[] = [];
    const groupNames = [''];
    const about: SourceFacts[] = [];
    for (const [index, source] of head.sources.entries()) {
      const digest = createHash('sha256');
      const read = readRows(source, folder, digest, rules);
      for (const [line, row] of read.entries()) {
        const label = labelOf(head, source, row.label, line);
        if (label === null) continue;
        let id = ids.get(row.text);
        if (id === undefined) {
          id = texts.length;
          ids.set(row.text, id);
          texts.push(row.text);
        }
        if (source.untouched) untouched.add(id);
        if (row.together !== undefined) together.set(id, `${source.name} ${row.together}`);
        let group = row.group === undefined ? 0 : groupNames.indexOf(row.group);
        if (group < 0) group = groupNames.push(row.group!) - 1;
        rows.push({ text: id, label, weight: source.weight, source: index, group });
      }
      about.push({
        name: source.name,
        licence: source.licence,
        rows: read.length,
        sha256: digest.digest('hex'),
      });
    }
    examples.set(head.name, {
      text: Uint32Array.from(rows, (row) => row.text),
      label: Uint32Array.from(rows, (row) => row.label),
      weight: Float32Array.from(rows, (row) => row.weight),
      source: Uint8Array.from(rows, (row) => row.source),
      group: Uint16Array.from(rows, (row) => row.group),
      groupNames,
    });
    facts.set(head.name, about);
  }
  const fold = foldsOf(texts, task.folds, together, untouched);
  return { texts, ...scanAll(texts), fold, untouched: task.folds, examples, facts };
}

function scanAll(texts: readonly string[]): { starts: Uint32Array; features: Uint32Array } {
  const scanner = new FeatureScanner();
  const starts = new Uint32Array(texts.length + 1);
  let features = new Uint32Array(texts.length * 260 + 1024);
  let used = 0;
  for (const [index, text] of texts.entries()) {
    const count = scanner.scan(text);
    if (used + count > features.length) {
      const larger = new Uint32Array(Math.ceil((used + count) * 1.3));
      larger.set(features);
      features = larger;
    }
    features.set(scanner.features.subarray(0, count), used);
    used += count;
    starts[index + 1] = used;
  }
  return { starts, features: features.subarray(0, used) };
}

function labelOf(head: HeadTask, source: SourceTask, raw: string, line: number): number | null {
  const one = (label: string): number | null => {
    const mapped = mappedLabel(source.map, label);
    if (mapped === null) return null;
    const found = head.classes.indexOf(mapped);
    if (found >= 0) return found;
    throw new Error(
      `head ${head.name}, source ${source.name}, row ${line + 1}: label "${label}" is none of ${head.classes.join(', ')}; add it to the source's map (null leaves such rows out)`,
    );
  };
  if (head.kind !== 'multi') return one(raw);
  return raw.split(',').reduce((bits, label) => {
    const found = one(label);
    return found === null ? bits : bits | (1 << found);
  }, 0);
}

/** The label's own entry, else that of `*`, else the label itself. */
function mappedLabel(map: SourceTask['map'], label: string): string | null {
  if (map === undefined) return label;
  if (Object.hasOwn(map, label)) return map[label]!;
  return Object.hasOwn(map, '*') ? map['*']! : label;
}

/** Labelled texts that come with the program. */
const OWN_DATA = join(import.meta.dirname, '../data');

function lines(folder: string, file: string, digest: { update(bytes: Uint8Array): unknown }): string[] {
  let bytes: Buffer;
  try {
    bytes = readFileSync(join(folder, file));
  } catch (error) {
    throw new Error(`cannot read ${file} in ${folder}: ${(error as Error).message}`, { cause: error });
  }
  const plain = file.endsWith('.gz') ? gunzipSync(bytes) : bytes;
  digest.update(plain);
  return plain.toString('utf8').replace(/\n$/, '').split('\n');
}

/** What the rules say of a text, as a mention of a brand on a network with short posts; asked once a text. */
const ruled =
  (seen: Map<string, Classification>) =>
  (text: string): Classification => {
    let found = seen.get(text);
    if (found === undefined) seen.set(text, (found = rule(text)));
    return found;
  };

function rule(text: string): Classification {
  return rulesClassifier.classify({ text, network: 'x', engagementKind: 'mention', mentionsBrand: true });
}

function readRows(
  source: SourceTask,
  folder: string,
  digest: { update(bytes: Uint8Array): unknown },
  rules: (text: string) => Classification,
): Row[] {
  if (source.format === 'rules') {
    return lines(folder, source.texts, digest).map((text) => ({ text, label: rules(text)[source.asks] }));
  }
  if (source.format === 'pairs') {
    const texts = lines(folder, source.texts, digest);
    const labels = lines(folder, source.labels, digest);
    if (texts.length !== labels.length) {
      throw new Error(`${source.texts} has ${texts.length} lines, ${source.labels} has ${labels.length}`);
    }
    return texts.map((text, index) => ({ text, label: labels[index]!.trim() }));
  }
  if (source.format === 'table') {
    const read = lines(folder, source.file, digest);
    return read.slice(source.header ? 1 : 0).map((line) => {
      const cells = line.split('\t');
      return {
        text: cells[source.text] ?? '',
        label: cells[source.label] ?? '',
        ...(source.group === undefined ? {} : { group: cells[source.group] ?? '' }),
        ...(source.together === undefined ? {} : { together: cells[source.together] ?? '' }),
      };
    });
  }
  return lines(source.own ? OWN_DATA : folder, source.file, digest).map((line, index) => {
    const row = JSON.parse(line) as Readonly<Record<string, unknown>>;
    const [text, label] = [row['text'], row[source.label]];
    const field = (name: string | undefined): unknown => (name === undefined ? undefined : row[name]);
    const [group, together] = [field(source.group), field(source.together)];
    if (typeof text !== 'string' || typeof label !== 'string') {
      throw new Error(`${source.file}, line ${index + 1}: wants {"text": "…", "${source.label}": "…"}`);
    }
    return {
      text,
      label,
      ...(typeof group === 'string' ? { group } : {}),
      ...(typeof together === 'string' ? { together } : {}),
    };
  });
}
