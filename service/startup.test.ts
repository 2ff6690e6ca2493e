import { describe, expect, it } from 'vitest';
import { createStartup } from './startup.ts';

class Away extends Error {}
const startup = (said: string[] = []) =>
  createStartup({
    logger: { warn: (_fields, message) => void said.push(message) },
    passes: (error) => error instanceof Away,
    random: () => 0,
  });

describe('a start that needs others', () => {
  it('given one that is away, waits, says for what, and goes on when it is back', async () => {
    const said: string[] = [];
    const start = startup(said);
    const reasons: unknown[] = [];
    let tries = 0;
    const result = await start.until('event log', () => {
      reasons.push(start.readiness());
      tries += 1;
      return tries < 3 ? Promise.reject(new Away('no answer')) : Promise.resolve('there');
    });
    expect(result).toBe('there');
    expect(reasons).toEqual([
      { ready: false, reason: 'waiting for the event log' },
      { ready: false, reason: 'waiting for the event log: no answer' },
      { ready: false, reason: 'waiting for the event log: no answer' },
    ]);
    expect(said).toEqual(['waiting for the event log']);
  });

  it('is ready only when told that all is done', async () => {
    const start = startup();
    await start.until('event log', () => Promise.resolve());
    expect(start.readiness()).toEqual({ ready: false, reason: 'starting' });
    start.done();
    expect(start.readiness()).toEqual({ ready: true });
  });

  it('does not wait for what will not pass by itself', async () => {
    await expect(startup().until('event log', () => Promise.reject(new Error('refused')))).rejects.toThrow(
      'refused',
    );
  });
});
