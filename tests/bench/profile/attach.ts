/**
 * Profiles a Node process that already runs, for as long as a piece of work takes: SIGUSR1 opens its inspector
 * (nodejs.org, "Debugging"), the port of which it writes into its log. Start it with `INSPECTABLE` so that several
 * on one machine do not want the same port.
 */
import { readFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { CpuProfile } from './profile.ts';

/** Environment of a process that may be profiled. */
export const INSPECTABLE = { NODE_OPTIONS: '--inspect-port=0' } as const;

const OPEN_MS = 10_000;
const SAMPLE_US = 500;
/** Between samples of what is measured at the same time: 200 a second cost it nothing that could be seen. */
export const SPARSE_US = 5_000;
const ADDRESS = /Debugger listening on (ws:\/\/\S+)/g;

/**
 * @param pid of a process that is up: before that the signal would end it.
 * @param logFile to which the process writes its standard error.
 * @param sampleUs between two samples.
 * @throws when its inspector does not open in time, or what the work throws.
 */
export async function profiled(
  pid: number,
  logFile: string,
  work: () => Promise<unknown>,
  sampleUs = SAMPLE_US,
): Promise<CpuProfile> {
  const socket = new WebSocket(await inspectorOf(pid, logFile));
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  socket.on('message', (text: Buffer) => {
    const { id, result, error } = JSON.parse(text.toString()) as {
      id?: number;
      result?: unknown;
      error?: { message: string };
    };
    const call = id === undefined ? undefined : waiting.get(id);
    if (error) call?.reject(new Error(error.message));
    else call?.resolve(result);
  });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  const ask = (method: string, params: object = {}): Promise<unknown> => {
    const call = Promise.withResolvers<unknown>();
    const id = waiting.size + 1;
    waiting.set(id, call);
    socket.send(JSON.stringify({ id, method, params }));
    return call.promise;
  };
  try {
    await ask('Profiler.enable');
    await ask('Profiler.setSamplingInterval', { interval: sampleUs });
    await ask('Profiler.start');
    await work();
    return ((await ask('Profiler.stop')) as { profile: CpuProfile }).profile;
  } finally {
    socket.close();
  }
}

/** The same of this process. @throws what the work throws. */
export async function profiledHere<T>(
  work: () => Promise<T>,
  sampleUs = SAMPLE_US,
): Promise<{ readonly result: T; readonly profile: CpuProfile }> {
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: sampleUs });
    await session.post('Profiler.start');
    const result = await work();
    return { result, profile: (await session.post('Profiler.stop')).profile };
  } finally {
    session.disconnect();
  }
}

async function inspectorOf(pid: number, logFile: string): Promise<string> {
  const known = addresses(logFile);
  process.kill(pid, 'SIGUSR1');
  const until = Date.now() + OPEN_MS;
  for (;;) {
    const now = addresses(logFile);
    // Opened before: then it says nothing again, and its last word still holds.
    const opened = now.length > known.length || Date.now() > until ? now.at(-1) : undefined;
    if (opened !== undefined) return opened;
    if (Date.now() > until) throw new Error(`process ${pid} opened no inspector`);
    await sleep(50);
  }
}

function addresses(logFile: string): readonly string[] {
  return [...readFileSync(logFile, 'utf8').matchAll(ADDRESS)].map(([, address]) => address as string);
}
