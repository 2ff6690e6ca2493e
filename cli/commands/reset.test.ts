/** What a reset deletes is all that an installation and its load driver wrote, and nothing else. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openHome } from '../../stack/home.ts';
import { readPosts, readSends } from '../audit/journals.ts';
import { resetCommand } from './reset.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'reset-'));
  vi.stubEnv('SIGNALPOST_HOME', dir);
  vi.spyOn(console, 'log').mockReturnValue(undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(dir, { recursive: true, force: true });
});

function write(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}
const reset = () => resetCommand().parseAsync(['--yes'], { from: 'user' });
const journal = (line: object): string => `${JSON.stringify(line)}\n`;

describe('signalpost reset', () => {
  it('leaves nothing behind that the next audit would take for something lost', async () => {
    const simulate = path.join(dir, 'simulate');
    const networks = path.join(dir, 'data', 'networks');
    const message = { network: 'x', accountId: '1001' };
    write(
      path.join(simulate, 'run.jsonl'),
      journal({ type: 'sent', ...message, statusId: '7', status: 200 }),
    );
    write(
      path.join(networks, 'x.posts.jsonl'),
      journal({ type: 'posted', ...message, nativePostId: '9', text: 'Hi', at: '2030-01-01T00:00:00Z' }),
    );
    expect([await readSends(simulate), await readPosts(networks)].flat()).toHaveLength(2);
    await reset();
    expect([await readSends(simulate), await readPosts(networks)].flat()).toEqual([]);
  });

  it('deletes every file of a home, and keeps what is not ours', async () => {
    const home = openHome(dir);
    for (const file of [home.servicesFile, home.processesFile, home.secretsFile]) write(file, '[]');
    write(home.log('gateway'), '');
    write(path.join(home.data('kafka'), 'x'), '');
    write(path.join(dir, 'notes.txt'), 'mine');
    await reset();
    expect(readdirSync(dir)).toEqual(['notes.txt']);
  });
});
