/** Hosted moderators and judges as layers of the gate. */
import { mask } from '../../entities/pii/mask.ts';
import type { LayerFinding, PreparedContent, SafetyLayer } from '../layer.ts';
import { Breaker } from './breaker.ts';
import { MAX_ANSWERED } from './port.ts';
import type { Judge, Moderator, Question } from './port.ts';

/** @param now epoch ms; decides when a service that failed is asked again */
export function moderatorLayer(moderator: Moderator, now: () => number): SafetyLayer {
  const breaker = new Breaker(now);
  const name = `moderator:${moderator.name}`;
  return {
    name,
    version: moderator.version,
    check: async (content, signal): Promise<LayerFinding> => {
      const { flagged, ...scores } = await breaker.run(() =>
        moderator.moderate(mask(content.text).text, languageOf(content), signal),
      );
      const issues = flagged.map((category) => ({
        layer: name,
        rule: category,
        span: null,
        message: `${moderator.name} would not let it pass: ${category}`,
        severity: 'hold' as const,
      }));
      return { scores, issues };
    },
  };
}

/** A judge gives no scores: a low one of its own could hide nothing, but it has no business with them. */
export function judgeLayer(judge: Judge, now: () => number): SafetyLayer {
  const breaker = new Breaker(now);
  const name = `judge:${judge.name}`;
  return {
    name,
    version: judge.version,
    check: async (content, signal): Promise<LayerFinding> => {
      const { opinion, reason } = await breaker.run(() => judge.judge(questionOf(content), signal));
      if (opinion === 'fine') return { scores: {}, issues: [] };
      const message = `${judge.name} asks for a person: ${reason}`;
      return { scores: {}, issues: [{ layer: name, rule: reason, span: null, message, severity: opinion }] };
    },
  };
}

/** Masked before it is cut: half of a number would no longer be known as one. */
function questionOf(content: PreparedContent): Question {
  const { inboundText } = content.context;
  return {
    text: mask(content.text).text,
    inboundText: inboundText === null ? null : mask(inboundText).text.slice(0, MAX_ANSWERED),
    language: languageOf(content),
  };
}

function languageOf({ context, languages }: PreparedContent): string {
  return context.language === 'und' ? (languages[0] ?? 'und') : context.language;
}
