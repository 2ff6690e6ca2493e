import type { LogSink } from '../../topics/log/kafkajs/connect.ts';

/** A logger that says nothing, unless SIGNALPOST_TEST_LOG is set. */
const say = (level: string) => (fields: object, message: string) => {
  if (process.env['SIGNALPOST_TEST_LOG']) console.error(level, message, JSON.stringify(fields));
};

export const silent: LogSink = {
  debug: say('debug'),
  info: say('info'),
  warn: say('warn'),
  error: say('error'),
};
