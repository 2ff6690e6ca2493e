/** What a workspace lets out without a person: thresholds, words, links, claims. Versioned; changed only by events. */
import { z } from 'zod';

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

/** A text that mentions one of these must state the fact in one of the accepted wordings. */
const factRule = z.strictObject({ id, whenMentions: words.min(1), mustContainOneOf: words.min(1) });

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
  thresholds,
  blockedWords: words,
  allowedLinkHosts: z.array(host).max(500),
  claimRules: z.array(claimRule).max(200),
  factRules: z.array(factRule).max(200),
  /** Hex SHA-256 of media that a person approved before. */
  approvedMedia: z.array(z.string().regex(/^[0-9a-f]{64}$/)).max(10_000),
  /** True: a text without a brand score may pass. False: it waits for a person. */
  acceptUnscoredBrand: z.boolean(),
});

export type WorkspacePolicy = z.infer<typeof workspacePolicySchema>;
export type Thresholds = WorkspacePolicy['thresholds'];

export const DEFAULT_POLICY = {
  version: 'default-1',
  thresholds: { toxicity: 0.8, hate: 0.5, explicit: 0.5, brand: 0.7, band: 0.1 },
  blockedWords: [],
  allowedLinkHosts: [],
  claimRules: [],
  factRules: [],
  approvedMedia: [],
  acceptUnscoredBrand: false,
} as const satisfies WorkspacePolicy;

/**
 * Parses a policy from an event or a file.
 * @throws z.ZodError that names each wrong field.
 */
export function parseWorkspacePolicy(value: unknown): WorkspacePolicy {
  return workspacePolicySchema.parse(value);
}
