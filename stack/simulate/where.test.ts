import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratch } from '../networks/scratch.ts';
import { findInstallation } from './where.ts';

const home = () => scratch();

describe('finding the installation', () => {
  it('reads addresses and secret from its files, and the environment wins', async () => {
    const dir = await home();
    const services = {
      networks: { control: { url: 'http://127.0.0.1:1' } },
      gateway: { url: 'http://127.0.0.1:2/' },
    };
    await writeFile(join(dir, 'services.json'), JSON.stringify(services));
    await writeFile(join(dir, 'secrets.json'), JSON.stringify({ SIGNALPOST_X_APP_SECRET: 'from-file' }));
    expect(findInstallation({ SIGNALPOST_HOME: dir }, {})).toEqual({
      home: dir,
      controlUrl: 'http://127.0.0.1:1',
      webhookUrl: 'http://127.0.0.1:2/webhooks/x',
      appSecret: 'from-file',
    });
    const env = { SIGNALPOST_HOME: dir, SIGNALPOST_X_APP_SECRET: 'from-env' };
    expect(findInstallation(env, { webhookUrl: 'http://127.0.0.1:3/x' })).toMatchObject({
      webhookUrl: 'http://127.0.0.1:3/x',
      appSecret: 'from-env',
    });
  });

  it('says everything that is missing at once', async () => {
    const dir = await home();
    expect(() => findInstallation({ SIGNALPOST_HOME: dir }, {})).toThrow(
      /no simulated networks[^]*no gateway[^]*SIGNALPOST_X_APP_SECRET is not set/,
    );
  });
});
