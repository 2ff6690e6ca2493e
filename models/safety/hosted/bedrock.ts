/** Amazon Bedrock Guardrails; https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ApplyGuardrail.html. */
import { ApplyGuardrailCommand, BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { z } from 'zod';
import type { Moderator } from './port.ts';

export interface BedrockOptions {
  readonly region: string;
  readonly endpoint?: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly guardrailId: string;
  readonly guardrailVersion: string;
  /** For one request, ms. */
  readonly timeoutMs: number;
}

/** The service tells steps, not numbers. */
const CONFIDENCE = { NONE: 0, LOW: 0.4, MEDIUM: 0.7, HIGH: 0.9 } as const;
const SCORE_OF = {
  INSULTS: 'toxicity',
  VIOLENCE: 'toxicity',
  MISCONDUCT: 'toxicity',
  HATE: 'hate',
  SEXUAL: 'explicit',
} as const;

const acted = z.object({ action: z.string().optional() });
const answer = z.object({
  action: z.enum(['NONE', 'GUARDRAIL_INTERVENED']),
  assessments: z.array(
    z.object({
      contentPolicy: z
        .object({
          filters: z.array(
            acted.extend({ type: z.string(), confidence: z.enum(['NONE', 'LOW', 'MEDIUM', 'HIGH']) }),
          ),
        })
        .optional(),
      topicPolicy: z.object({ topics: z.array(acted) }).optional(),
      wordPolicy: z.object({ customWords: z.array(acted), managedWordLists: z.array(acted) }).optional(),
      sensitiveInformationPolicy: z
        .object({ piiEntities: z.array(acted), regexes: z.array(acted) })
        .optional(),
    }),
  ),
});

export function bedrockModerator(options: BedrockOptions): Moderator {
  const { region, endpoint, credentials, guardrailId, guardrailVersion, timeoutMs } = options;
  const client = new BedrockRuntimeClient({
    region,
    credentials,
    maxAttempts: 1,
    // HTTP/1: the default of this service is HTTP/2, which proxies and tests rarely speak.
    requestHandler: new NodeHttpHandler({ requestTimeout: timeoutMs, connectionTimeout: timeoutMs }),
    ...(endpoint ? { endpoint } : {}),
  });
  return {
    name: 'bedrock',
    version: `bedrock:${guardrailId}:${guardrailVersion}`,
    moderate: async (text, _language, signal) => {
      const command = new ApplyGuardrailCommand({
        guardrailIdentifier: guardrailId,
        guardrailVersion,
        source: 'OUTPUT',
        content: [{ text: { text } }],
      });
      const { action, assessments } = answer.parse(await client.send(command, { abortSignal: signal }));
      const scores = { toxicity: 0, hate: 0, explicit: 0 };
      const flagged = new Set<string>();
      for (const { contentPolicy, topicPolicy, wordPolicy, sensitiveInformationPolicy } of assessments) {
        for (const { type, confidence } of contentPolicy?.filters ?? []) {
          const name = Object.hasOwn(SCORE_OF, type) ? SCORE_OF[type as keyof typeof SCORE_OF] : undefined;
          if (name !== undefined) scores[name] = Math.max(scores[name], CONFIDENCE[confidence]);
          if (confidence !== 'NONE') flagged.add(type.toLowerCase());
        }
        if ((topicPolicy?.topics.length ?? 0) > 0) flagged.add('denied_topic');
        if ((wordPolicy?.customWords.length ?? 0) + (wordPolicy?.managedWordLists.length ?? 0) > 0)
          flagged.add('denied_word');
        const pii = sensitiveInformationPolicy;
        if ((pii?.piiEntities.length ?? 0) + (pii?.regexes.length ?? 0) > 0) flagged.add('personal_data');
      }
      if (action === 'GUARDRAIL_INTERVENED' && flagged.size === 0) flagged.add('intervened');
      return { ...scores, flagged: [...flagged] };
    },
  };
}
