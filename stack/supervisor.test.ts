import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NODE, openHome } from './home.ts';
import type { Home } from './home.ts';
import { readLedger } from './ledger.ts';
import { lockHolder } from './lock.ts';
import type { Part } from './part.ts';
import { identify } from './processes.ts';
import { ServiceRefused } from './reach.ts';
import { RESTARTS_ALLOWED } from './restarts.ts';
import { readServices } from './services.ts';
import type { Services } from './services.ts';
import { AlreadyRunning, startSupervisor } from './supervisor.ts';
import type { Supervisor, SupervisorOptions } from './supervisor.ts';
import { delay } from './time.ts';

/** Real processes, but tiny: an HTTP server that writes what it sees and when it stops into a file. */
const SERVER = `
  const { appendFileSync } = require('node:fs');
  const [port, name, journal] = process.argv.slice(1);
  const server = require('node:http').createServer((_, response) => response.end('ours'));
  server.listen(Number(port), '127.0.0.1');
  process.on('SIGTERM', () => { appendFileSync(journal, 'stop ' + name + '\\n'); process.exit(0); });
`;

let home: Home;
let journal: string;
let said: string[];
const supervisors: Supervisor[] = [];
const foreign: Server[] = [];

beforeEach(() => {
  home = openHome(mkdtempSync(join(tmpdir(), 'supervisor-test-')));
  journal = join(home.dir, 'journal');
  said = [];
});
afterEach(async () => {
  for (const supervisor of supervisors.splice(0)) await supervisor.stop();
  for (const server of foreign.splice(0)) server.close();
  rmSync(home.dir, { recursive: true });
});

function tiny(name: Part['name'], change: Partial<Part> = {}): Part {
  return {
    name,
    purpose: 'a tiny server',
    kind: 'server',
    needs: [],
    tools: [],
    ports: { http: 0 },
    secrets: false,
    readyWithinMs: 10_000,
    stopWithinMs: 5_000,
    command: ({ ports }) => ({ file: NODE, args: ['-e', SERVER, String(ports['http']), name, journal] }),
    ready: async ({ ports }) => (await fetch(`http://127.0.0.1:${ports['http']}/`)).ok,
    services: () => ({}),
    url: () => undefined,
    ...change,
  };
}

/** A service of the operator's own: these failures in turn, then it is there. */
function answers(
  ...failures: readonly Error[]
): NonNullable<SupervisorOptions['reach']> & { asked(): number } {
  let asked = 0;
  const reach = (): Promise<void> => {
    const failure = failures[asked];
    asked += 1;
    return failure === undefined ? Promise.resolve() : Promise.reject(failure);
  };
  return Object.assign(reach, { asked: () => asked });
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await delay(10);
}

async function start(
  parts: readonly Part[],
  env: NodeJS.ProcessEnv = {},
  reach?: SupervisorOptions['reach'],
): Promise<Supervisor> {
  const supervisor = await startSupervisor({
    home,
    parts,
    cache: home.dir,
    env: { PATH: process.env['PATH'], ...env },
    ephemeral: false,
    preferPorts: false,
    say: (line) => said.push(line),
    ...(reach && { reach }),
  });
  supervisors.push(supervisor);
  return supervisor;
}

describe('starting', () => {
  it('given all parts are ready, services.json says so, with pid and log of each', async () => {
    const supervisor = await start([tiny('kafka'), tiny('redis', { needs: ['kafka'] })]);
    await supervisor.ready;
    const services = readServices(home)!;
    expect(services.state).toBe('ready');
    expect(services.parts['redis']).toMatchObject({
      state: 'ready',
      restarts: 0,
      logFile: home.log('redis'),
    });
    expect(readLedger(home).map((entry) => entry.process.pid)).toEqual([
      services.parts['kafka']!.pid,
      services.parts['redis']!.pid,
    ]);
  });

  it('given a task, what needs it starts only when it is done', async () => {
    const task = tiny('setup', {
      kind: 'task',
      ports: {},
      command: () => ({
        file: NODE,
        args: ['-e', `require('fs').appendFileSync(${JSON.stringify(journal)}, 'set up\\n')`],
      }),
    });
    const late = tiny('gateway', {
      needs: ['setup'],
      command: ({ ports }) => {
        expect(readFileSync(journal, 'utf8')).toBe('set up\n');
        return tiny('gateway').command({ ports } as never);
      },
    });
    await (
      await start([late, task])
    ).ready;
    expect(readServices(home)!.parts['setup']!.state).toBe('done');
  });

  it('given a second supervisor on the same home, it is refused and the first goes on', async () => {
    const first = await start([tiny('redis')]);
    await first.ready;
    await expect(start([tiny('redis')])).rejects.toBeInstanceOf(AlreadyRunning);
    expect(readServices(home)!.state).toBe('ready');
  });

  it('given a port that a foreign server won at the last moment, another is used, and the foreign one is not mistaken for ours', async () => {
    let stolen = 0;
    const part = tiny('redis', {
      prepare: async ({ ports }) => {
        if (stolen !== 0) return;
        stolen = ports['http']!;
        const server = createServer((_, response) => response.end('foreign'));
        foreign.push(server);
        await new Promise<void>((resolve) => server.listen(stolen, '127.0.0.1', resolve));
      },
      services: (ports) => ({ redis: { url: `http://127.0.0.1:${ports['http']}` } }),
    });
    const supervisor = await start([part]);
    await supervisor.ready;
    const { url } = supervisor.status().redis!;
    expect(url).not.toContain(`:${stolen}`);
    expect(await (await fetch(url)).text()).toBe('ours');
    expect(await (await fetch(`http://127.0.0.1:${stolen}`)).text()).toBe('foreign');
    expect(supervisor.status().parts['redis']!.restarts).toBe(0);
  });

  it('given a service of yours, it is used and not started, and its password stays out of the file', async () => {
    const part = tiny('redis', { yours: 'REDIS_URL', url: (services) => services.redis?.url });
    const supervisor = await start([part], { REDIS_URL: 'redis://me:hunter2@cache.example:6380' }, answers());
    await supervisor.ready;
    expect(supervisor.status().parts['redis']).toEqual({
      state: 'yours',
      restarts: 0,
      url: 'redis://cache.example:6380',
    });
    expect(readFileSync(home.servicesFile, 'utf8')).not.toContain('hunter2');
    expect(supervisor.env()['REDIS_URL']).toBe('redis://me:hunter2@cache.example:6380');
  });

  const yours = (): Part => tiny('redis', { yours: 'REDIS_URL', url: (services) => services.redis?.url });
  const env = { REDIS_URL: 'redis://cache.example:6380' };

  it('given a service of yours that comes later, it is waited for and the reason is said once; what needs it starts after', async () => {
    const reach = answers(new Error('connect ECONNREFUSED'), new Error('connect ECONNREFUSED'));
    const supervisor = await start([yours(), tiny('gateway', { needs: ['redis'] })], env, reach);
    await until(() => supervisor.status().parts['redis']?.reason !== undefined);
    expect(supervisor.status().parts['gateway']?.state).not.toBe('ready');
    await supervisor.ready;
    expect(reach.asked()).toBe(3);
    expect(said.filter((line) => line.includes('your REDIS_URL cannot be used'))).toHaveLength(1);
    expect(supervisor.status().parts['redis']).toMatchObject({ state: 'yours' });
  });

  it('given a service of yours that refuses, the start fails at once and says why', async () => {
    const supervisor = await start([yours()], env, answers(new ServiceRefused('refused the password')));
    await expect(supervisor.ready).rejects.toThrow(
      'redis: your REDIS_URL cannot be used: refused the password',
    );
    expect(supervisor.status().parts['redis']).toMatchObject({ state: 'crashed' });
  });

  it('given a service of yours that never comes, a stop ends the waiting', async () => {
    const supervisor = await start([yours()], env, () => Promise.reject(new Error('away')));
    await until(() => supervisor.status().parts['redis']?.reason !== undefined);
    await supervisor.stop();
    await expect(supervisor.ready).rejects.toThrow('stopped while waiting');
  });

  it('given a service of yours that answers only after the stop, nothing is written into the home any more', async () => {
    const late = Promise.withResolvers<void>();
    const supervisor = await start([yours()], env, () => late.promise);
    await supervisor.stop();
    late.resolve();
    await supervisor.ready.catch(() => undefined);
    await delay(50);
    expect(existsSync(home.servicesFile)).toBe(false);
  });

  it('given an environment that cannot be read, everything that is wrong is said and nothing is started', async () => {
    const attempt = start([tiny('redis')], {
      KAFKA_BROKERS: 'nowhere',
      REDIS_URL: 'http://x',
      KAFKA_SASL_USERNAME: 'me',
    });
    await expect(attempt).rejects.toThrow(
      /KAFKA_BROKERS must be.*REDIS_URL must be.*KAFKA_SASL_USERNAME needs/s,
    );
    expect(existsSync(home.servicesFile)).toBe(false);
  });
});

describe('two checkouts started in the same second', () => {
  it('are both ready, each at ports of its own', async () => {
    const other = openHome(mkdtempSync(join(tmpdir(), 'supervisor-test-')));
    const probe = createServer();
    await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
    const wanted = (probe.address() as AddressInfo).port;
    await new Promise((resolve) => probe.close(resolve));
    const url = (services: Services): string | undefined => services.redis?.url;
    const part = tiny('redis', {
      ports: { http: wanted },
      services: (ports) => ({ redis: { url: `http://127.0.0.1:${ports['http']}` } }),
      url,
    });
    const both = await Promise.all(
      [home, other].map((place) =>
        startSupervisor({
          home: place,
          parts: [part],
          cache: place.dir,
          env: { PATH: process.env['PATH'] },
          ephemeral: false,
          preferPorts: true,
          say: (line) => said.push(line),
        }),
      ),
    );
    supervisors.push(...both);
    await Promise.all(both.map(({ ready }) => ready));
    const urls = both.map((supervisor) => url(supervisor.status()));
    expect(new Set(urls).size).toBe(2);
    expect(urls).not.toContain(undefined);
    await Promise.all(both.map((supervisor) => supervisor.stop()));
    rmSync(other.dir, { recursive: true });
  });
});

describe('a part that dies', () => {
  it('is started again on the same port, and it is said', async () => {
    const supervisor = await start([
      tiny('redis', { services: (ports) => ({ redis: { url: `:${ports['http']}` } }) }),
    ]);
    await supervisor.ready;
    const before = supervisor.status();
    await supervisor.part('redis').signal('SIGKILL');
    await supervisor.part('redis').whenReady(10_000);
    const after = supervisor.status();
    expect(after.parts['redis']).toMatchObject({ state: 'ready', restarts: 1 });
    expect(after.parts['redis']!.pid).not.toBe(before.parts['redis']!.pid);
    expect(after.redis).toEqual(before.redis);
    expect(said.join('\n')).toContain('ended with signal SIGKILL; starting it again');
  });

  it('is left down after halt, and comes back with revive', async () => {
    const supervisor = await start([tiny('redis')]);
    await supervisor.ready;
    await supervisor.part('redis').halt();
    expect(supervisor.status().parts['redis']!.state).toBe('stopped');
    expect(readLedger(home)).toEqual([]);
    await supervisor.part('redis').revive();
    expect(supervisor.status().state).toBe('ready');
  });

  it('at start too often fails the start: everything is stopped, and the reason and its log are told', async () => {
    const broken = tiny('gateway', {
      needs: ['redis'],
      command: () => ({ file: NODE, args: ['-e', 'console.error("no such table"); process.exit(3)'] }),
    });
    const supervisor = await start([tiny('redis'), broken]);
    await expect(supervisor.ready).rejects.toMatchObject({
      part: 'gateway',
      message: expect.stringContaining('ended with exit code 3') as string,
      logTail: expect.arrayContaining(['no such table']) as string[],
    });
    expect(said.filter((line) => line.includes('starting it again'))).toHaveLength(RESTARTS_ALLOWED.starting);
    expect(readServices(home)).toMatchObject({ state: 'failed', parts: { gateway: { state: 'crashed' } } });
    expect(readFileSync(journal, 'utf8')).toBe('stop redis\n');
    expect(lockHolder(home.lockFile)).toBeUndefined();
  });

  it('whose preparation fails fails the start with its words', async () => {
    const supervisor = await start([
      tiny('redis', { prepare: () => Promise.reject(new Error('disk full')) }),
    ]);
    await expect(supervisor.ready).rejects.toThrow('redis: disk full');
  });
});

describe('stopping', () => {
  it('stops what needs others first, and leaves no process, no lock and no services file', async () => {
    const parts = [tiny('kafka'), tiny('redis', { needs: ['kafka'] }), tiny('gateway', { needs: ['redis'] })];
    const supervisor = await start(parts);
    await supervisor.ready;
    const pids = Object.values(supervisor.status().parts).map((part) => part.pid!);
    await supervisor.stop();
    expect(readFileSync(journal, 'utf8')).toBe('stop gateway\nstop redis\nstop kafka\n');
    expect(pids.map((pid) => identify(pid))).toEqual([undefined, undefined, undefined]);
    expect([
      existsSync(home.servicesFile),
      existsSync(home.processesFile),
      existsSync(home.lockFile),
    ]).toEqual([false, false, false]);
  });

  it('tells a part that served and ended in order, not one that was killed or never served', async () => {
    const ended: string[] = [];
    const told = (name: Part['name'], change: Partial<Part> = {}): Part =>
      tiny(name, { afterStop: ({ dataDir }) => ended.push(`${name} ${existsSync(dataDir)}`), ...change });
    const supervisor = await start([told('kafka'), told('redis')]);
    await supervisor.ready;
    await supervisor.part('redis').signal('SIGKILL');
    await supervisor.part('redis').whenReady(10_000);
    expect(ended).toEqual([]);
    await supervisor.part('kafka').halt();
    expect(ended).toEqual(['kafka true']);
    await supervisor.stop();
    expect(ended).toEqual(['kafka true', 'redis true']);

    const never = await start([told('clickhouse', { ready: () => Promise.resolve(false) })]);
    while (never.status().parts['clickhouse']!.pid === undefined) await delay(10);
    await never.stop();
    expect(ended).toHaveLength(2);
  });

  it('while a part is still starting ends that one too', async () => {
    const never = tiny('redis', { ready: () => Promise.resolve(false) });
    const supervisor = await start([never]);
    while (supervisor.status().parts['redis']!.pid === undefined)
      await new Promise((resolve) => setTimeout(resolve, 10));
    const { pid } = supervisor.status().parts['redis']!;
    await supervisor.stop();
    await expect(supervisor.ready).rejects.toThrow('was stopped while starting');
    expect(identify(pid!)).toBeUndefined();
  });

  it('while a need is still starting does not wait for it, and starts nothing more', async () => {
    const slow = tiny('kafka', { ready: () => Promise.resolve(false) });
    const task = tiny('setup', { kind: 'task', ports: {}, needs: ['kafka'] });
    const late = tiny('gateway', { needs: ['setup'] });
    const supervisor = await start([slow, task, late]);
    await supervisor.stop();
    await expect(supervisor.ready).rejects.toThrow('was stopped while starting');
    expect(said.filter((line) => /ready|done/.test(line))).toEqual([]);
    expect(existsSync(home.log('gateway'))).toBe(false);
  });

  it('gives only our own processes the secrets, and foreign programs nothing of the environment', async () => {
    const seen = join(home.dir, 'seen.json');
    const dump = `require('fs').writeFileSync(process.argv[1], JSON.stringify(process.env))`;
    const task = (change: Partial<Part>): Part =>
      tiny('setup', {
        kind: 'task',
        ports: {},
        command: () => ({ file: NODE, args: ['-e', dump, seen] }),
        ...change,
      });
    const read = (): Record<string, string> =>
      JSON.parse(readFileSync(seen, 'utf8')) as Record<string, string>;
    const run = async (part: Part): Promise<Record<string, string>> => {
      writeFileSync(seen, '{}');
      const supervisor = await start([part], { AWS_SECRET_ACCESS_KEY: 'mine' });
      await supervisor.ready;
      await supervisor.stop();
      return read();
    };
    const foreignProgram = await run(task({}));
    expect(Object.keys(foreignProgram).filter((name) => /SIGNALPOST|AWS/.test(name))).toEqual([]);
    const withoutSecrets = await run(task({ entry: 'cli/main.ts' }));
    expect(withoutSecrets).toMatchObject({ SIGNALPOST_HOME: home.dir });
    expect(withoutSecrets).not.toHaveProperty('SIGNALPOST_API_TOKEN');
    const ours = await run(task({ entry: 'cli/main.ts', secrets: true }));
    expect(ours).toHaveProperty('SIGNALPOST_API_TOKEN');
  });
});
