/** An error as a log may show it. */

/** Causes that are followed. */
const DEPTH = 5;

/**
 * Name, message, code and stack of an error and of its causes, and nothing else that a client put on it: Redis
 * clients add the refused command with its arguments (a password, a person's text), HTTP clients add requests.
 */
export function errorForLog(error: unknown, depth = DEPTH): unknown {
  if (!(error instanceof Error))
    return typeof error === 'object' && error !== null ? '[not an error]' : error;
  const { code, status } = error as { code?: unknown; status?: unknown };
  return {
    type: error.name,
    message: error.message,
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(typeof status === 'number' ? { status } : {}),
    stack: error.stack,
    ...(error.cause !== undefined && depth > 0 ? { cause: errorForLog(error.cause, depth - 1) } : {}),
  };
}
