/** What connectors say of bodies that they cannot read. */
import type { z } from 'zod';
import { bodyParts, type Path } from './body-parts.ts';
import type { NormaliseResult } from './port.ts';

/** Says which field is wrong and how, never what stands in it. */
export function wrong(code: string, error: z.ZodError): { readonly code: string; readonly message: string } {
  const issue = error.issues[0];
  const where = issue ? issue.path.join('.') || 'body' : 'body';
  return {
    code,
    message: `${where}: ${issue?.code ?? 'invalid'}. Compare with the network's documentation.`,
  };
}

/** A result that holds parts of the body; the whole body is bad where it cannot be taken apart. */
export function inParts(
  body: Buffer,
  make: (part: (paths: readonly Path[]) => Buffer) => NormaliseResult,
): NormaliseResult {
  try {
    return make(bodyParts(body));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const message =
      "The body is nested too deeply to be taken apart. Compare with the network's documentation.";
    return { kind: 'malformed', code: 'unknown_shape', message };
  }
}
