/** Asks one layer, with a deadline, and believes its answer only after checking it. */
import type { SafetyIssue } from '../ports.ts';
import type { LayerFinding, PreparedContent, SafetyLayer } from './layer.ts';

export type LayerAnswer =
  | { readonly outcome: 'answered'; readonly layer: string; readonly finding: LayerFinding }
  | { readonly outcome: 'failed'; readonly layer: string; readonly message: string }
  | { readonly outcome: 'timed_out'; readonly layer: string; readonly message: string };

/** Calls `expired` after so many ms unless stopped; an argument, so that tests own time. */
export type StartDeadline = (ms: number, expired: () => void) => { stop(): void };

export const realDeadline: StartDeadline = (ms, expired) => {
  const timer = setTimeout(expired, ms);
  return { stop: () => clearTimeout(timer) };
};

/**
 * Taken by the next layer that is asked, and by the one after it where the answer came at once: such a layer has no use
 * for its signal afterwards.
 */
let spare: AbortController | undefined;

/**
 * Never throws or rejects. A layer that answers at once costs no timer, no promise and no signal of its own.
 */
export function askLayer(
  layer: SafetyLayer,
  content: PreparedContent,
  deadlineMs: number,
  startDeadline: StartDeadline,
): LayerAnswer | Promise<LayerAnswer> {
  const abort = spare ?? new AbortController();
  spare = undefined;
  try {
    const answer = layer.check(content, abort.signal);
    if (answer instanceof Promise) return awaited(layer, content, answer, abort, deadlineMs, startDeadline);
    spare = abort;
    return believed(layer.name, answer, content.text.length);
  } catch (error) {
    return failed(layer, error);
  }
}

async function awaited(
  layer: SafetyLayer,
  content: PreparedContent,
  answer: Promise<LayerFinding>,
  abort: AbortController,
  deadlineMs: number,
  startDeadline: StartDeadline,
): Promise<LayerAnswer> {
  try {
    const finding = await withDeadline(answer, deadlineMs, startDeadline);
    if (finding !== null) return believed(layer.name, finding, content.text.length);
    abort.abort();
    return { outcome: 'timed_out', layer: layer.name, message: `no answer within ${deadlineMs} ms` };
  } catch (error) {
    return failed(layer, error);
  }
}

/** The error's text may quote content from outside; its name is enough here. */
function failed(layer: SafetyLayer, error: unknown): LayerAnswer {
  const name = error instanceof Error ? error.name : 'unknown';
  return { outcome: 'failed', layer: layer.name, message: `threw ${name}` };
}

/** Null when the deadline came first; the race keeps listening, so a later rejection disturbs nobody. */
async function withDeadline(
  answer: Promise<LayerFinding>,
  ms: number,
  startDeadline: StartDeadline,
): Promise<LayerFinding | null> {
  const { promise: expired, resolve } = Promise.withResolvers<null>();
  const deadline = startDeadline(ms, () => resolve(null));
  try {
    return await Promise.race([answer, expired]);
  } finally {
    deadline.stop();
  }
}

/** An answer that is out of shape is a failure, never a low score: NaN is smaller than no threshold. */
function believed(layer: string, finding: LayerFinding, length: number): LayerAnswer {
  for (const [name, value] of Object.entries(finding.scores)) {
    if (value === null || value === undefined) continue;
    if (typeof value !== 'number' || !(value >= 0 && value <= 1)) {
      return { outcome: 'failed', layer, message: `answered a ${name} score outside 0 to 1` };
    }
  }
  if (!finding.issues.every((issue) => isInside(issue, length))) {
    return { outcome: 'failed', layer, message: 'answered a span outside the text' };
  }
  return { outcome: 'answered', layer, finding };
}

function isInside({ span }: SafetyIssue, length: number): boolean {
  if (span === null) return true;
  const whole = Number.isInteger(span.start) && Number.isInteger(span.end);
  return whole && span.start >= 0 && span.start < span.end && span.end <= length;
}
