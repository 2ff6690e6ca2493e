import { describe, expect, it } from 'vitest';
import { engagementIdOf } from '../../../topics/ids.ts';
import { profiledHere } from './attach.ts';
import { summarise } from './profile.ts';

describe('a profile of this process', () => {
  it('gives what the work gives, and names its functions', async () => {
    const root = new URL('../../..', import.meta.url).pathname.replace(/\/$/, '');
    let ids = 0;
    const { result, profile } = await profiledHere(async () => {
      for (; ids < 200_000; ids += 1) engagementIdOf('x:1001', String(ids));
      return 'done';
    }, 200);
    expect(result).toBe('done');
    expect(summarise(profile, root).functions.map(({ name }) => name.split(' ').at(-1))).toContain(
      'deriveId',
    );
  });

  it('throws what the work throws, and can be made again', async () => {
    await expect(profiledHere(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    await expect(profiledHere(() => Promise.resolve(1))).resolves.toMatchObject({ result: 1 });
  });
});
