/** JSON logs on standard output. Secrets and personal data stay out: log ids, counts and codes. */
import pino, { type Logger } from 'pino';
import { errorForLog } from './errors-in-logs.ts';

export type { Logger } from 'pino';

/** Field names whose values never reach a log, wherever they are nested one level deep. */
const REDACTED = [
  'password',
  'token',
  'secret',
  'authorization',
  'cookie',
  'text',
  'body',
  'appSecret',
  'apiKey',
  'secretAccessKey',
];

/**
 * @param name which process or part writes.
 * @param level pino level.
 */
export function createLogger(name: string, level: string): Logger {
  return pino({
    name,
    level,
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: (error: unknown) => errorForLog(error) },
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: REDACTED.flatMap((field) => [field, `*.${field}`]), censor: '[hidden]' },
  });
}
