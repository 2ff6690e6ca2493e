/** The hosted layers that a configuration switches on. A client is loaded only for what is on. */
import type { ModerationConfig } from '../../../service/moderation-config.ts';
import type { SafetyLayer } from '../layer.ts';
import { judgeLayer, moderatorLayer } from './layers.ts';
import { PERSPECTIVE_ENDS_AT, perspectiveModerator } from './perspective.ts';

/** @param now epoch ms */
export async function hostedLayers(
  { timeoutMs: deadlineMs, openai, bedrock, perspective, judge }: ModerationConfig,
  now: () => number,
): Promise<readonly SafetyLayer[]> {
  // The gate's deadline comes first, and its verdict says that the answer was late; this is for what it cannot stop.
  const timeoutMs = deadlineMs + 1_000;
  const layers: SafetyLayer[] = [];
  if (openai !== null) {
    const { openAiModerator } = await import('./openai.ts');
    const { apiKey, url, model } = openai;
    layers.push(moderatorLayer(openAiModerator({ apiKey, model, timeoutMs, ...at(url) }), now));
  }
  if (bedrock !== null) {
    const { bedrockModerator } = await import('./bedrock.ts');
    const { endpoint, ...options } = bedrock;
    const where = endpoint === null ? {} : { endpoint };
    layers.push(moderatorLayer(bedrockModerator({ ...options, ...where, timeoutMs }), now));
  }
  if (perspective !== null) {
    const { apiKey, url } = perspective;
    const moderator = perspectiveModerator({ enabled: true, apiKey, timeoutMs, now, ...at(url) });
    layers.push(moderatorLayer(moderator, now));
  }
  if (judge !== null) {
    const { openAiJudge } = await import('./openai.ts');
    const { apiKey, url, model } = judge;
    layers.push(judgeLayer(openAiJudge({ apiKey, model, timeoutMs, ...at(url) }), now));
  }
  return layers;
}

const at = (url: string | null): { readonly baseUrl?: string } => (url === null ? {} : { baseUrl: url });

/** What cannot work although it is configured rightly. */
export function hostedProblems({ perspective }: ModerationConfig, now: number): readonly string[] {
  return perspective !== null && now >= PERSPECTIVE_ENDS_AT
    ? ['SIGNALPOST_PERSPECTIVE is true, but the service ended on 31 December 2026: switch it off']
    : [];
}
