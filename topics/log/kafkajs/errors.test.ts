import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { KafkaProtocolError, toLogError } from './errors.ts';

const named = (name: string, cause?: Error): Error => Object.assign(new Error('x', { cause }), { name });

describe('failures of the log', () => {
  it('are unavailable only when kafkajs or the system says so', async () => {
    const refused = await new Promise<Error>((resolve) => {
      connect({ host: '127.0.0.1', port: 1 }).on('error', resolve);
    });
    for (const error of [
      refused,
      named('KafkaJSConnectionError'),
      named('Wrapper', named('KafkaJSRequestTimeoutError')),
      new Error('Broker not connected'),
      new KafkaProtocolError(-1),
    ]) {
      expect(toLogError(error, 'asking').code).toBe('unavailable');
    }
    for (const error of [new TypeError('null'), new Error('codec 3'), 'words', undefined]) {
      expect(toLogError(error, 'asking')).toMatchObject({ name: 'LogError', code: 'bug' });
    }
  });
});
