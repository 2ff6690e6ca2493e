/**
 * The models in use in a workspace: the program's, and weights of its own that it adopted head by head. From
 * `workspace.events`, each process for itself; the cards of adopted weights lie beside them as NAME.card.json.
 */
import { pathToFileURL } from 'node:url';
import path from 'node:path';
import { TONE_FLAGS } from '../../topics/labels.ts';
import type { AnyEvent } from '../../topics/events.ts';
import { readModelCard, type CardHead, type ModelCard } from './model-cards.ts';
import type { Scope } from './types.ts';

export interface AdoptedHead {
  readonly head: string;
  readonly modelVersion: string;
  readonly sha256: string;
  /** Of the comparison with the weights before: better, worse, not_clear or not_compared. */
  readonly verdict: string;
  /** Why it was wanted all the same; null where the comparison spoke for it. */
  readonly reason: string | null;
  readonly adoptedAt: string;
}

/** A card, of heads that are in use in the workspace, and how they came to be. */
export type ModelInUse = ModelCard & {
  /** Empty for weights that come with the program. */
  readonly adopted: readonly AdoptedHead[];
};

/** How the log names whoever read a text: what to look for when the scores of weights are counted. */
export interface VersionsInUse {
  readonly sentiment: string;
  readonly tone: string;
}

export interface InUse {
  readonly cards: readonly ModelInUse[];
  readonly versions: VersionsInUse;
}

/** Heads that are asked for together, in that order (models/light/ports.ts). */
const ASKED = { sentiment: ['sentiment', 'irony'], tone: ['emotion', ...TONE_FLAGS] } as const;
/** A card that was not there is looked for again after this, ms. */
const AGAIN_MS = 60_000;

export interface AdoptedModelsOptions {
  /** Card of the weights that come with the program; the others judge replies and are in use everywhere. */
  readonly program: ModelCard;
  readonly others?: readonly ModelCard[];
  /** Folder of adopted weights. */
  readonly folder: string;
  /** Epoch ms. */
  readonly now: () => number;
  /** Told once a minute at most for each. */
  readonly onMissing: (sha256: string, problem: string) => void;
}

export class AdoptedModels {
  readonly #options: AdoptedModelsOptions;
  readonly #adopted = new Map<string, { readonly scope: Scope; readonly heads: Map<string, AdoptedHead> }>();
  readonly #cards = new Map<string, ModelCard>();
  readonly #missing = new Map<string, number>();

  constructor(options: AdoptedModelsOptions) {
    this.#options = options;
  }

  /** Takes events of `workspace.events`, in their order. */
  apply(event: AnyEvent): void {
    if (event.type !== 'ModelAdopted') return;
    const { tenantId, workspaceId, data, recordedAt } = event;
    const key = keyOf({ tenantId, workspaceId });
    const before = this.#adopted.get(key) ?? { scope: { tenantId, workspaceId }, heads: new Map() };
    this.#adopted.set(key, before);
    const { head, sha256, modelVersion, verdict, reason } = data;
    if (sha256 === null || modelVersion === null) before.heads.delete(head);
    else {
      const adoptedAt = new Date(recordedAt).toISOString();
      before.heads.set(head, { head, sha256, modelVersion, verdict, reason, adoptedAt });
    }
  }

  /** Workspaces that have weights of their own now. */
  get workspaces(): readonly Scope[] {
    return [...this.#adopted.values()].flatMap(({ scope, heads }) => (heads.size > 0 ? [scope] : []));
  }

  inUse(scope: Scope): InUse {
    const { program, others = [] } = this.#options;
    const heads = [...(this.#adopted.get(keyOf(scope))?.heads.values() ?? [])];
    const own = (name: string): AdoptedHead | undefined => heads.find(({ head }) => head === name);
    const theirs = Map.groupBy(heads, ({ sha256 }) => sha256);
    const rest = program.heads.filter(({ name }) => !heads.some(({ head }) => reads(head, name)));
    const versionOf = (names: readonly string[]): string => {
      const versions = names.map((name) => own(name)?.modelVersion ?? program.modelVersion);
      // Whoever asks the weights names the program's first (models/light/mixed.ts).
      const others = versions.filter((version) => version !== program.modelVersion);
      const first = others.length < versions.length ? [program.modelVersion] : [];
      return [...new Set([...first, ...others])].join('+');
    };
    return {
      cards: [
        ...[...theirs].map(([sha256, adopted]) => this.#adoptedCard(sha256, adopted)),
        { ...program, heads: rest, adopted: [] },
        ...others.map((card) => ({ ...card, adopted: [] })),
      ],
      versions: { sentiment: versionOf(ASKED.sentiment), tone: versionOf(ASKED.tone) },
    };
  }

  #adoptedCard(sha256: string, adopted: readonly AdoptedHead[]): ModelInUse {
    const card = this.#cardOf(sha256);
    if (card !== null) {
      const used = ({ name }: CardHead): boolean => adopted.some(({ head }) => reads(head, name));
      return { ...card, heads: card.heads.filter(used), adopted };
    }
    const { modelVersion } = adopted[0]!;
    const intendedUse =
      'The card of these weights is not in SIGNALPOST_MODELS_DIR of the process that you ask, so nothing is known of them here.';
    return { name: modelVersion, modelVersion, date: null, intendedUse, heads: [], adopted };
  }

  #cardOf(sha256: string): ModelCard | null {
    const known = this.#cards.get(sha256);
    if (known !== undefined) return known;
    const { folder, now, onMissing } = this.#options;
    if ((this.#missing.get(sha256) ?? -Infinity) > now()) return null;
    try {
      const card = readModelCard(pathToFileURL(path.join(folder, `${sha256}.card.json`)));
      if (card.sha256 !== sha256) throw new Error('the card is of other weights');
      this.#cards.set(sha256, card);
      return card;
    } catch (error) {
      this.#missing.set(sha256, now() + AGAIN_MS);
      onMissing(sha256, (error as Error).message);
      return null;
    }
  }
}

/** Whether a head is read by that head of a card: spam is put together of experts (models/light/infer/reader.ts). */
function reads(head: string, onCard: string): boolean {
  return head === onCard || (head === 'spam' && (onCard.startsWith('spam') || onCard === 'channel'));
}

function keyOf({ tenantId, workspaceId }: Scope): string {
  return JSON.stringify([tenantId, workspaceId]);
}
