import { describe, expect, it } from 'vitest';
import { InvalidCursor } from '../projections/read/cursor.ts';
import { guarded } from './store-away.ts';

const failing = (error: Error) => {
  const read = async (): Promise<void> => {
    throw error;
  };
  return guarded({ read }).read();
};
const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
const reply = Object.assign(new Error('WRONGTYPE'), { name: 'ReplyError' });

describe('a read whose store', () => {
  it.each([
    ['refuses connections', refused],
    ['does not answer in time', new Error('Command timed out')],
  ])('%s is a 503 problem with its cause', async (_how, error) => {
    await expect(failing(error)).rejects.toMatchObject({ code: 'read_model_unavailable', cause: error });
  });

  it.each([
    ['says no', reply],
    ['was asked wrongly by us', new TypeError('x')],
    ['got a bad cursor', new InvalidCursor()],
  ])('%s keeps its own error', async (_how, error) => {
    await expect(failing(error)).rejects.toBe(error);
  });

  it('answers gives its answer, with the arguments passed on', async () => {
    const { sum } = guarded({ sum: (a: number, b: number): Promise<number> => Promise.resolve(a + b) });
    expect(await sum(1, 2)).toBe(3);
  });
});
