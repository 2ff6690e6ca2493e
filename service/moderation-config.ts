/**
 * Hosted moderators and the judge of the safety check, each off until it is configured. They only ever make a
 * verdict stricter, and one that does not answer holds the text.
 */
import { z } from 'zod';

/** Within what a moderator may take for one text, ms. The safety check as a whole has 15 s. */
const MOST_MS = 10_000;
const DEFAULT_MS = 4_000;

/** Variables; `url` is the configuration's own idea of an address without credentials. */
export const moderationVariables = (url: z.ZodType<string>) => ({
  SIGNALPOST_MODERATION_TIMEOUT_MS: z.coerce.number().int().min(100).max(MOST_MS).default(DEFAULT_MS),
  SIGNALPOST_OPENAI_MODERATION_KEY: z.string().optional(),
  SIGNALPOST_OPENAI_MODERATION_URL: url.optional(),
  SIGNALPOST_OPENAI_MODERATION_MODEL: z.string().default('omni-moderation-latest'),
  SIGNALPOST_BEDROCK_GUARDRAIL_ID: z.string().optional(),
  SIGNALPOST_BEDROCK_GUARDRAIL_VERSION: z.string().optional(),
  SIGNALPOST_BEDROCK_REGION: z
    .string()
    .regex(/^[a-z0-9-]+$/, 'must be a region such as eu-central-1')
    .optional(),
  SIGNALPOST_BEDROCK_ENDPOINT: url.optional(),
  SIGNALPOST_BEDROCK_ACCESS_KEY_ID: z.string().optional(),
  SIGNALPOST_BEDROCK_SECRET_ACCESS_KEY: z.string().optional(),
  SIGNALPOST_PERSPECTIVE: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .default(false),
  SIGNALPOST_PERSPECTIVE_KEY: z.string().optional(),
  SIGNALPOST_PERSPECTIVE_URL: url.optional(),
  SIGNALPOST_JUDGE_MODEL: z.string().optional(),
  SIGNALPOST_JUDGE_KEY: z.string().optional(),
  SIGNALPOST_JUDGE_URL: url.optional(),
});

/** A variable, and those without which it could not work or would be ignored. */
export const MODERATION_TOGETHER: readonly (readonly [string, readonly string[]])[] = [
  ['SIGNALPOST_OPENAI_MODERATION_URL', ['SIGNALPOST_OPENAI_MODERATION_KEY']],
  ['SIGNALPOST_OPENAI_MODERATION_MODEL', ['SIGNALPOST_OPENAI_MODERATION_KEY']],
  [
    'SIGNALPOST_BEDROCK_GUARDRAIL_ID',
    [
      'SIGNALPOST_BEDROCK_GUARDRAIL_VERSION',
      'SIGNALPOST_BEDROCK_REGION',
      'SIGNALPOST_BEDROCK_ACCESS_KEY_ID',
      'SIGNALPOST_BEDROCK_SECRET_ACCESS_KEY',
    ],
  ],
  ...[
    'SIGNALPOST_BEDROCK_GUARDRAIL_VERSION',
    'SIGNALPOST_BEDROCK_REGION',
    'SIGNALPOST_BEDROCK_ENDPOINT',
    'SIGNALPOST_BEDROCK_ACCESS_KEY_ID',
    'SIGNALPOST_BEDROCK_SECRET_ACCESS_KEY',
  ].map((name) => [name, ['SIGNALPOST_BEDROCK_GUARDRAIL_ID']] as const),
  ['SIGNALPOST_PERSPECTIVE_URL', ['SIGNALPOST_PERSPECTIVE_KEY']],
  ['SIGNALPOST_JUDGE_MODEL', ['SIGNALPOST_JUDGE_KEY']],
  ['SIGNALPOST_JUDGE_KEY', ['SIGNALPOST_JUDGE_MODEL']],
  ['SIGNALPOST_JUDGE_URL', ['SIGNALPOST_JUDGE_MODEL']],
];

/** Perspective is switched on by a word of its own; its key alone switches nothing on. */
export function perspectiveProblem(given: Readonly<Record<string, string | undefined>>): string | null {
  const on = given['SIGNALPOST_PERSPECTIVE'] === 'true';
  return on && given['SIGNALPOST_PERSPECTIVE_KEY'] === undefined
    ? 'SIGNALPOST_PERSPECTIVE=true needs SIGNALPOST_PERSPECTIVE_KEY'
    : null;
}

interface Asked {
  readonly apiKey: string;
  /** Null: the service's own address. */
  readonly url: string | null;
}

/** Null: off. */
export interface ModerationConfig {
  readonly timeoutMs: number;
  readonly openai: (Asked & { readonly model: string }) | null;
  readonly bedrock: {
    readonly region: string;
    readonly endpoint: string | null;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
    readonly guardrailId: string;
    readonly guardrailVersion: string;
  } | null;
  readonly perspective: Asked | null;
  readonly judge: (Asked & { readonly model: string }) | null;
}

type Values = z.infer<z.ZodObject<ReturnType<typeof moderationVariables>>>;

/** @param value read and found whole: `MODERATION_TOGETHER` holds. */
export function moderationConfig(value: Values): ModerationConfig {
  const asked = (apiKey: string | undefined, url: string | undefined): Asked | null =>
    apiKey === undefined ? null : { apiKey, url: url ?? null };
  const openai = asked(value.SIGNALPOST_OPENAI_MODERATION_KEY, value.SIGNALPOST_OPENAI_MODERATION_URL);
  const judge = asked(value.SIGNALPOST_JUDGE_KEY, value.SIGNALPOST_JUDGE_URL);
  const guardrailId = value.SIGNALPOST_BEDROCK_GUARDRAIL_ID;
  return {
    timeoutMs: value.SIGNALPOST_MODERATION_TIMEOUT_MS,
    openai: openai && { ...openai, model: value.SIGNALPOST_OPENAI_MODERATION_MODEL },
    bedrock:
      guardrailId === undefined
        ? null
        : {
            region: value.SIGNALPOST_BEDROCK_REGION ?? '',
            endpoint: value.SIGNALPOST_BEDROCK_ENDPOINT ?? null,
            credentials: {
              accessKeyId: value.SIGNALPOST_BEDROCK_ACCESS_KEY_ID ?? '',
              secretAccessKey: value.SIGNALPOST_BEDROCK_SECRET_ACCESS_KEY ?? '',
            },
            guardrailId,
            guardrailVersion: value.SIGNALPOST_BEDROCK_GUARDRAIL_VERSION ?? '',
          },
    perspective: value.SIGNALPOST_PERSPECTIVE
      ? asked(value.SIGNALPOST_PERSPECTIVE_KEY, value.SIGNALPOST_PERSPECTIVE_URL)
      : null,
    judge: judge && { ...judge, model: value.SIGNALPOST_JUDGE_MODEL ?? '' },
  };
}
