/** What a workspace lets out without a person: thresholds, words, links, claims. Versioned; changed only by events. */
import { z } from 'zod';

/** Largest number of a policy; a workspace changes it a few times a day at most. */
const MAX_NUMBER = 1_000_000_000;
const share = z.number().min(0).max(1);
const words = z.array(z.string().min(1).max(100)).max(2_000);
const id = z.string().min(1).max(100);

/** `toxicity`, `hate`, `explicit`: flagged above. `brand`: flagged below. `band`: how near to each a person looks. */
const thresholds = z.strictObject({
  toxicity: share,
  hate: share,
  explicit: share,
  brand: share,
  band: share,
});

const claimRule = z.strictObject({
  id,
  /** A phrase that ends in `*` matches beginnings of words. */
  phrases: words.min(1),
  message: z.string().min(1).max(300),
});

/** Words for some languages and networks only; null: for all. */
const wordRule = z.strictObject({
  id,
  words: words.min(1),
  languages: z.array(z.string().min(2).max(3)).min(1).max(50).nullable(),
  networks: z.array(z.string().min(1).max(50)).min(1).max(50).nullable(),
  severity: z.enum(['flag', 'hold']),
  message: z.string().min(1).max(300),
});

/** A text that mentions one of these must state the fact in one of the accepted wordings. */
const factRule = z.strictObject({ id, whenMentions: words.min(1), mustContainOneOf: words.min(1) });

const texts = z.array(z.string().min(1).max(5_000)).max(500);
/** Examples of the brand's voice; see `brand/voice.ts`. */
const voice = z.strictObject({
  approved: texts,
  others: texts,
  prefers: words,
  avoids: words,
  maxKeywordShare: share,
});

/** Host names; a leading `*.` admits every host below. */
const host = z
  .string()
  .max(253)
  .regex(
    /^(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)+$/,
    'a lower-case host name such as example.com or *.example.com',
  );

export const workspacePolicySchema = z.strictObject({
  version: id,
  /** Counts the workspace's own policies; 0 is what the installation brings. A later one has a higher number. */
  number: z.number().int().min(0).max(MAX_NUMBER),
  thresholds,
  /** Instead of `thresholds`, by language of the text, ISO 639-1; where that is not certain, the strictest of all. */
  thresholdsByLanguage: z.record(z.string().min(2).max(3), thresholds),
  blockedWords: words,
  wordRules: z.array(wordRule).max(500),
  allowedLinkHosts: z.array(host).max(500),
  claimRules: z.array(claimRule).max(200),
  factRules: z.array(factRule).max(200),
  /** Hex SHA-256 of media that a person approved before. */
  approvedMedia: z.array(z.string().regex(/^[0-9a-f]{64}$/)).max(10_000),
  /** Hex SHA-256 of media with a recorded right to publish them. */
  licensedMedia: z.array(z.string().regex(/^[0-9a-f]{64}$/)).max(10_000),
  /** Where the audience is, ISO 3166-1: the disclosures of these countries are asked for. */
  countries: z.array(z.string().regex(/^[A-Z]{2}$/)).max(250),
  /** Fewer than 30 approved posts are not enough to score. */
  voice,
  /** True: a text without a brand score may pass. False: it waits for a person. */
  acceptUnscoredBrand: z.boolean(),
});

export type WorkspacePolicy = z.infer<typeof workspacePolicySchema>;
export type Thresholds = WorkspacePolicy['thresholds'];

export const DEFAULT_POLICY = {
  version: 'default-1',
  number: 0,
  thresholds: { toxicity: 0.8, hate: 0.5, explicit: 0.5, brand: 0.7, band: 0.1 },
  thresholdsByLanguage: {},
  blockedWords: [],
  wordRules: [],
  allowedLinkHosts: [],
  claimRules: [],
  factRules: [],
  approvedMedia: [],
  licensedMedia: [],
  countries: [],
  voice: { approved: [], others: [], prefers: [], avoids: [], maxKeywordShare: 0.2 },
  acceptUnscoredBrand: false,
} as const satisfies WorkspacePolicy;

/** Where a text is in one of these languages; `any`: its language is not certain, so every row may be meant. */
export type PossibleLanguages = readonly string[] | 'any';

/** Thresholds in force; of several rows that may be meant, the strictest number of each. */
export function thresholdsFor(policy: WorkspacePolicy, languages: PossibleLanguages): Thresholds {
  const { thresholds: general, thresholdsByLanguage: byLanguage } = policy;
  const rows =
    languages === 'any'
      ? [general, ...Object.values(byLanguage)]
      : languages.map((code) => (Object.hasOwn(byLanguage, code) ? byLanguage[code]! : general));
  return rows.reduce(stricter, rows[0] ?? general);
}

/** A wider band is the stricter one: more texts are near a threshold. */
function stricter(one: Thresholds, other: Thresholds): Thresholds {
  return {
    toxicity: Math.min(one.toxicity, other.toxicity),
    hate: Math.min(one.hate, other.hate),
    explicit: Math.min(one.explicit, other.explicit),
    brand: Math.max(one.brand, other.brand),
    band: Math.max(one.band, other.band),
  };
}

export type PolicyRead =
  { readonly ok: true; readonly policy: WorkspacePolicy } | { readonly ok: false; readonly field: string };

/** Largest policy document, in UTF-16 units: an event takes 1 MB. */
const MAX_DOCUMENT = 400_000;

/**
 * Reads a policy from the JSON text of a command or an event. What the document leaves out is the installation's;
 * the number is never the document's own.
 */
export function readPolicy(json: string, number: number): PolicyRead {
  if (json.length > MAX_DOCUMENT) return { ok: false, field: 'too_long' };
  let document: unknown;
  try {
    document = JSON.parse(json);
  } catch {
    return { ok: false, field: 'json' };
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document))
    return { ok: false, field: 'json' };
  const parsed = workspacePolicySchema.safeParse({ ...DEFAULT_POLICY, ...document, number });
  if (parsed.success) return { ok: true, policy: parsed.data };
  const issue = parsed.error.issues[0];
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  return { ok: false, field: unknown ?? issue?.path.join('.') ?? 'unreadable' };
}

/**
 * Parses a policy from an event or a file.
 * @throws z.ZodError that names each wrong field.
 */
export function parseWorkspacePolicy(value: unknown): WorkspacePolicy {
  return workspacePolicySchema.parse(value);
}
