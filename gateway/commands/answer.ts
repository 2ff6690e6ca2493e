/** A decider's answer as a response: accepted, refused with its reason and choices, or not known yet. */
import type { Context } from 'hono';
import { isProblemCode, Problem, problemResponse } from '../problems.ts';
import type { CommandAnswer } from '../ports.ts';

export function answerResponse(context: Context, commandId: string, answer: CommandAnswer | null): Response {
  if (answer === null) {
    const statusUrl = `/api/v1/commands/${commandId}`;
    return context.json({ status: 'pending', commandId, statusUrl }, 202, { location: statusUrl });
  }
  if (answer.status === 'accepted') {
    return context.json({
      status: 'accepted',
      commandId,
      version: answer.answerVersion,
      ...detailsOf(answer),
    });
  }
  const code = answer.code ?? 'command_rejected';
  const known = isProblemCode(code) ? code : 'command_rejected';
  const details = detailsOf(answer);
  return problemResponse(
    context,
    new Problem(known, answer.message ?? 'The command was refused.', {
      reason: code,
      ...nowOf(details),
    }),
  );
}

type Details = Readonly<Record<string, unknown>>;

function detailsOf(answer: CommandAnswer): Details {
  return answer.details === null ? {} : (JSON.parse(answer.details) as Details);
}

/** What a client needs to show the draft as it is now, and to decide again about exactly that. */
function nowOf(details: Details): Problem['extra'] {
  const { choices, draftId, draftVersion, conversationVersion, text } = details;
  return {
    ...(choices === undefined ? {} : { choices }),
    ...(typeof draftId === 'string' ? { draftId } : {}),
    ...(typeof draftVersion === 'number' ? { draftVersion } : {}),
    ...(typeof conversationVersion === 'number' ? { conversationVersion } : {}),
    ...(typeof text === 'string' ? { text } : {}),
  };
}
