import type { Refusal } from '../sql/statement.ts';
import { exception, type ClickHouseException } from './exceptions.ts';

/** What a client is told when its statement is not run. */
const REFUSALS = {
  'multi-statement': [62, 'SYNTAX_ERROR', 'Multi-statements are not allowed: send one statement a request'],
  'server-file': [
    497,
    'ACCESS_DENIED',
    'Reading or writing files of the machine is not allowed: file(), executable(), INTO OUTFILE, FROM INFILE',
  ],
  'input-function': [
    48,
    'NOT_IMPLEMENTED',
    'The embedded engine inserts nothing for input(): insert the rows as they are, and transform them in a materialised view',
  ],
} as const satisfies Record<Refusal, readonly [number, string, string]>;

/** @param at byte offset in the statement */
export function refusal(reason: Refusal, at: number): ClickHouseException {
  const [code, name, message] = REFUSALS[reason];
  return exception(code, name, `${message} (at byte ${at})`);
}
