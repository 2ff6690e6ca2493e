/** What the caller hears about an error that was thrown while its request was answered. */
import type { Context } from 'hono';
import { InvalidCursor } from '../projections/read/cursor.ts';
import type { Logger } from '../service/logger.ts';
import { LogError } from '../topics/log/port.ts';
import { Problem, problemResponse } from './problems.ts';

/** The error as a response; one that is ours is logged, and the response says nothing of the inside. */
export function answerError(context: Context, error: unknown, logger: Logger): Response {
  const problem = problemOf(error);
  if (problem.code === 'internal') logger.error({ err: error, path: context.req.path }, 'request failed');
  return problemResponse(context, problem);
}

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const cause = { cause: error };
  if (error instanceof InvalidCursor) {
    return new Problem(
      'invalid_request',
      'cursor: is not one of this list; begin again without it.',
      {},
      cause,
    );
  }
  if (error instanceof LogError) return ofLog(error);
  return new Problem(
    'internal',
    'We have logged it. It is not known how far it came: look before you do it again.',
    {},
    cause,
  );
}

/** "Nothing was accepted" is said only where that is certain. */
function ofLog(error: LogError): Problem {
  const cause = { cause: error };
  if (error.code === 'too_large')
    return new Problem('body_too_large', 'This is larger than the event log takes.', {}, cause);
  if (error.nothingWritten)
    return new Problem('log_unavailable', 'Nothing was accepted. Send it again in a moment.', {}, cause);
  return new Problem(
    'log_unconfirmed',
    'It may still be accepted. Send it again in a moment, a command with the same Idempotency-Key: it counts once.',
    {},
    cause,
  );
}
