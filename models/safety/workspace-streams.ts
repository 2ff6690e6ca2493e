/**
 * What each workspace was told lately, by whomever and on whichever of its accounts: texts of others that an answer
 * may not be a copy of. Kept as sketches, never as texts, in the memory of one process: filled from the newest
 * messages of the log when it starts and with what comes later (`processors/main.ts`), besides every message whose
 * answer is judged here.
 *
 * Its limits: `MOST_TEXTS` newest texts of 8 words or more per workspace, `MOST_WORKSPACES` last used workspaces. What
 * is older is not found, and what came in the last seconds on another partition may not have been read yet.
 */
import { NearCopies } from './near-copies.ts';
import type { NearCopy } from './near-copies.ts';
import type { SafetyContext } from '../ports.ts';

/** 30,000 texts in all, 23 MB when full; noting one or asking for a copy takes 0.01 ms (Node 24). */
export const MOST_TEXTS = 300;
export const MOST_WORKSPACES = 100;

export class WorkspaceStreams {
  readonly #byWorkspace = new Map<string, NearCopies>();

  /** Takes note of a message. @param id its own, on its account; the same again changes nothing */
  note(workspace: string, account: string, id: string, text: string): void {
    this.#of(workspace).add(`${account} ${id}`, account, text);
  }

  /** The most similar text of others that the workspace saw, the one that is answered among them. */
  find(text: string, { workspace, account, target, inboundText }: SafetyContext): NearCopy | null {
    const key = workspace ?? account;
    if (inboundText !== null) this.note(key, account, target ?? inboundText, inboundText);
    return this.#of(key).find(text);
  }

  #of(workspace: string): NearCopies {
    const copies = this.#byWorkspace.get(workspace) ?? new NearCopies(MOST_TEXTS);
    // The workspace that was used last is the last to be forgotten.
    this.#byWorkspace.delete(workspace);
    this.#byWorkspace.set(workspace, copies);
    if (this.#byWorkspace.size > MOST_WORKSPACES) {
      const [oldest] = this.#byWorkspace.keys();
      this.#byWorkspace.delete(oldest!);
    }
    return copies;
  }
}
