/** The transformer tier behind its port: cache, micro-batches, and a word on why a text keeps its light answer. */
import { Breaker, ServicePaused } from '../safety/hosted/breaker.ts';
import type { SecondLook, SentimentReading, SentimentRefiner } from '../ports.ts';
import { MicroBatcher, type BatcherOptions } from './batcher.ts';
import { RecentAnswers, textKey } from './cache.ts';
import type { TextModel } from './model.ts';
import { readingOf } from './reading.ts';

export interface RefinerLimits extends Omit<BatcherOptions<never>, 'run' | 'after'> {
  /** Answers that are remembered. */
  readonly mostRemembered: number;
}

/**
 * A small model on one core reads about 200 texts a second in batches of 16, so the queue is a third of a second
 * long; whoever comes later would wait longer than the answer is worth.
 */
export const LIMITS: RefinerLimits = {
  mostInBatch: 16,
  mostWaiting: 64,
  patienceMs: 2_000,
  mostRemembered: 10_000,
};

export interface RefinerDeps {
  readonly model: TextModel;
  readonly limits?: RefinerLimits;
  /** Epoch ms. */
  readonly now: () => number;
  readonly after?: BatcherOptions<never>['after'];
  /** A batch had no answer; the error's message holds no text from outside. */
  readonly onFailure?: (error: Error) => void;
}

export function transformerRefiner(deps: RefinerDeps): SentimentRefiner {
  const { model, limits = LIMITS, after = afterReally } = deps;
  const { about } = model;
  const recent = new RecentAnswers<SentimentReading>(limits.mostRemembered);
  const underway = new Map<string, Promise<SecondLook>>();
  const breaker = new Breaker(deps.now);
  const batcher = new MicroBatcher<SentimentReading>({
    ...limits,
    after,
    run: async (texts) => {
      try {
        const outputs = await breaker.run(() => model.run(texts));
        const answers = outputs.map((one) => readingOf(one, about));
        // Also one that comes too late for who asked: the next with the same text has it.
        answers.forEach((answer, index) => recent.put(textKey(texts[index] as string), answer));
        return answers;
      } catch (error) {
        if (!(error instanceof ServicePaused)) deps.onFailure?.(error as Error);
        throw error;
      }
    },
  });

  const ask = async (key: string, text: string): Promise<SecondLook> => {
    const answered = await batcher.ask(text);
    underway.delete(key);
    return 'answer' in answered
      ? { outcome: 'read', sentiment: answered.answer }
      : { outcome: 'kept', reason: answered.letGo };
  };

  return {
    async look(text, language) {
      if (about.languages !== null && !about.languages.includes(language))
        return { outcome: 'kept', reason: 'other_language' };
      const key = textKey(text);
      const known = recent.get(key);
      if (known) return { outcome: 'read', sentiment: known };
      const same = underway.get(key);
      if (same) return same;
      const asked = ask(key, text);
      underway.set(key, asked);
      return asked;
    },
  };
}

const afterReally: BatcherOptions<never>['after'] = (ms, run) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};
