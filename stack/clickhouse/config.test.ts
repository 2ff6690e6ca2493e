import { describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';

describe('configuration', () => {
  it('needs a data directory and nothing else', () => {
    const config = readConfig({ CLICKHOUSE_DATA_DIR: '/tmp/x' });
    expect(config).toMatchObject({ dataDir: '/tmp/x', port: 8123, credentials: undefined, concurrency: 8 });
  });

  it('reports every problem together, and never a value', () => {
    const env = {
      CLICKHOUSE_HTTP_PORT: 'secret-port',
      CLICKHOUSE_MAX_CONCURRENCY: '0',
      CLICKHOUSE_MAX_QUERY_SECONDS: '1',
    };
    let message = '';
    try {
      readConfig(env);
    } catch (error) {
      message = (error as Error).message;
    }
    for (const name of [
      'CLICKHOUSE_DATA_DIR',
      'CLICKHOUSE_HTTP_PORT',
      'CLICKHOUSE_MAX_CONCURRENCY',
      'CLICKHOUSE_MAX_QUERY_SECONDS',
    ]) {
      expect(message).toContain(name);
    }
    expect(message).not.toContain('secret-port');
  });

  it('refuses folders whose names the engine would read as a pattern', () => {
    expect(() => readConfig({ CLICKHOUSE_DATA_DIR: '/tmp/{a,b}' })).toThrow('folder');
  });

  it('takes a password from the environment', () => {
    const env = { CLICKHOUSE_DATA_DIR: '/tmp/x', CLICKHOUSE_PASSWORD: 'p' };
    expect(readConfig(env).credentials).toEqual({ user: 'default', password: 'p' });
  });
});
