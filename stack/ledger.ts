import { rmSync } from 'node:fs';
import { z } from 'zod';
import { readJsonIfPresent, writeFileAtomically } from './files.ts';
import type { Home } from './home.ts';
import { identitySchema } from './lock.ts';
import { endGroup, isAlive } from './processes.ts';

const entrySchema = z.object({ part: z.string(), process: identitySchema, stopWithinMs: z.number() });
const ledgerSchema = z.array(entrySchema);

export type LedgerEntry = z.infer<typeof entrySchema>;

/**
 * `.signalpost/processes.json`: every process that this installation started and has not seen end, in start
 * order. It is what lets `down`, or the next `up`, clean up after a supervisor that was killed.
 */
export function readLedger(home: Home): LedgerEntry[] {
  const json = readJsonIfPresent(home.processesFile);
  return json === undefined ? [] : ledgerSchema.parse(json);
}

/** Written synchronously right after a spawn and after an exit: the file is never a tick behind. */
export function writeLedger(home: Home, entries: readonly LedgerEntry[]): void {
  writeFileAtomically(home.processesFile, `${JSON.stringify(entries, null, 2)}\n`);
}

/** Entries whose process is provably still ours: same pid, start time and boot. */
export function survivors(home: Home): LedgerEntry[] {
  return readLedger(home).filter((entry) => isAlive(entry.process));
}

/**
 * Ends what a dead supervisor left behind, last started first, and forgets it. A pid that now belongs to
 * somebody else is left alone. Call it only while holding the supervisor lock, or with no supervisor alive.
 */
export async function endSurvivors(home: Home, say: (line: string) => void): Promise<number> {
  const left = survivors(home);
  for (const entry of left.toReversed()) {
    const how = await endGroup(entry.process, entry.stopWithinMs);
    if (how !== 'foreign')
      say(`${entry.part}: ${how} process ${entry.process.pid}, left by an earlier supervisor`);
  }
  rmSync(home.processesFile, { force: true });
  return left.length;
}
