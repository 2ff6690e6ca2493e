/** The files of a comparison: candidate weights with the list of what they learned from, and labelled texts. */
import { readFileSync } from 'node:fs';
import type { AdoptableHead } from '../../models/light/adoptable.ts';
import { headProblem } from '../../models/light/adoptable.ts';
import { compare, ExamplesRefused } from '../../models/light/compare.ts';
import type { Comparison, Example } from '../../models/light/compare.ts';
import { LightReader } from '../../models/light/infer/reader.ts';
import { tierOf } from '../../models/light/infer/tier.ts';
import { cardOf } from '../../models/light/weights-folder.ts';
import { decodeLearned } from '../../models/light/train/learned.ts';
import { CliError } from '../options.ts';

export interface CompareFiles {
  /** Weights that `signalpost train` has written, with NAME.learned beside them. */
  readonly candidate: string;
  /** Corrections of people, JSON lines {"text","label"}. */
  readonly examples: string;
  /** Texts that were labelled whatever the model said; absent: no comparison says better. */
  readonly unselected?: string | undefined;
}

/** @throws CliError for whatever cannot be used, with the file */
export function compareFiles(head: AdoptableHead, files: CompareFiles, inUse: LightReader): Comparison {
  const candidate = openWeights('--candidate', files.candidate, head);
  const problem = headProblem(inUse, head);
  if (problem !== null) throw new CliError(`The weights in use cannot be compared: ${problem}.`);
  try {
    return compare({
      head,
      inUse,
      candidate,
      learned: learnedOf(files.candidate, candidate.tier.sha256),
      corrections: readExamples('--examples', files.examples),
      unselected: files.unselected === undefined ? null : readExamples('--unselected', files.unselected),
    });
  } catch (error) {
    if (error instanceof ExamplesRefused) throw new CliError(`${error.message}.`);
    throw error;
  }
}

export function openWeights(option: string, file: string, head: AdoptableHead): LightReader {
  let reader: LightReader;
  try {
    reader = new LightReader(tierOf(readFileSync(file)));
  } catch (error) {
    throw new CliError(`${option} ${file}: ${(error as Error).message}`);
  }
  const problem = headProblem(reader, head);
  if (problem !== null) throw new CliError(`${option} ${file}: ${problem}.`);
  return reader;
}

function learnedOf(candidate: string, sha256: string): (text: string) => boolean {
  const file = `${candidate.replace(/\.spw$/, '')}.learned`;
  try {
    return decodeLearned(readFileSync(file), sha256);
  } catch (error) {
    throw new CliError(
      `${file}: ${(error as Error).message}. Without the list that signalpost train writes beside the weights nobody ` +
        'can tell whether they know the examples already.',
    );
  }
}

/**
 * The card that `signalpost train` has written beside the weights.
 * @throws CliError when it is not there, or is of other weights
 */
export function cardBeside(candidate: string, sha256: string): string {
  const file = cardOf(candidate);
  try {
    const text = readFileSync(file, 'utf8');
    const card = JSON.parse(text) as { readonly sha256?: unknown } | null;
    if (card?.sha256 !== sha256) throw new Error('it is the card of other weights');
    return text;
  } catch (error) {
    throw new CliError(
      `${file}: ${(error as Error).message}. The page Models shows the card that signalpost train writes beside the weights.`,
    );
  }
}

export function readExamples(option: string, file: string): Example[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new CliError(`${option} ${file}: ${(error as Error).message}`);
  }
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const example = parsed(line);
    if (example !== null) return [example];
    throw new CliError(`${option} ${file}, line ${index + 1}: wants {"text": "…", "label": "…"}.`);
  });
}

function parsed(line: string): Example | null {
  try {
    const row = JSON.parse(line) as { text?: unknown; label?: unknown } | null;
    const { text, label } = row ?? {};
    return typeof text === 'string' && typeof label === 'string' ? { text, label } : null;
  } catch {
    return null;
  }
}
