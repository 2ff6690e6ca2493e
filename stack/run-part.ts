import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { startChild, neutralEnv } from './child.ts';
import type { Child } from './child.ts';
import { logTail } from './logs.ts';
import type { Part, PartContext } from './part.ts';
import { PartFailure } from './part-run.ts';
import type { PartRun, RunOptions } from './part-run.ts';
import { isFree } from './ports.ts';
import { NICE, yieldToOthers } from './priority.ts';
import { endGroup, listensOn, signalGroup } from './processes.ts';
import { ServiceRefused } from './reach.ts';
import type { NamedService } from './reach.ts';
import { nextRestart } from './restarts.ts';
import { delay, delayUnless } from './time.ts';

/** How often another part may win our port while we start, before we give up. */
const PORT_TRIES = 10;
const POLL_MS = 50;
/** How long a service of the operator's own may be away at a start, and how often it is asked. */
const YOURS_WITHIN_MS = 120_000;
const ASK_YOURS_EVERY_MS = 1_000;

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

type Attempt = { ready: true; child: Child } | { ready: false; reason: string };

/** Runs one part until it is stopped: prepares, starts, waits until ready, and starts again when it ends. */
export function runPart(part: Part, options: RunOptions): PartRun {
  const { installation, say, monotonicMs } = options;
  const logFile = installation.home.log(part.name);
  const endings: number[] = [];
  let current: Child | undefined;
  let stopping = new AbortController();
  let wasReady = false;

  function context(): PartContext {
    return {
      home: installation.home,
      dataDir: installation.home.data(part.name),
      cache: options.cache,
      ports: installation.ports.get(part.name) ?? {},
      services: installation.snapshot(),
      say: (line) => say(`${part.name.padEnd(11)} ${line}`),
      signal: stopping.signal,
    };
  }

  /** One start, up to ready or to its end. */
  async function attempt(): Promise<Attempt> {
    const here = context();
    const command = part.command(here);
    const own = part.entry !== undefined;
    const env = own ? { ...options.env, ...options.productEnv() } : neutralEnv(options.env);
    const child = startChild(command, env, logFile, options.now().toISOString());
    current = child;
    if (child.identity !== undefined) {
      installation.remember(part, child.identity);
      const { restarts } = installation.status(part.name);
      installation.update(part.name, { state: 'starting', pid: child.identity.pid, logFile, restarts });
    }
    void child.ended.then(() => installation.forget(part.name));
    const limit = monotonicMs() + part.readyWithinMs;
    let lastProblem = '';
    while (monotonicMs() < limit && !stopping.signal.aborted) {
      if (child.hasEnded()) {
        if (part.kind === 'task' && child.exitCode() === 0) return { ready: true, child };
        return { ready: false, reason: `ended with ${await child.ended}` };
      }
      if (part.kind === 'server') {
        try {
          if (await serves(child, here)) {
            await part.afterReady?.(here);
            yieldOf(child);
            return { ready: true, child };
          }
        } catch (error) {
          // Expected while it starts; the last problem is told if it never gets ready.
          lastProblem = asError(error).message;
        }
      }
      await delayUnless(POLL_MS, stopping.signal);
    }
    await end(child);
    const because = lastProblem === '' ? '' : `: ${lastProblem}`;
    return {
      ready: false,
      reason: `was not ${part.kind === 'task' ? 'done' : 'ready'} within ${part.readyWithinMs / 1000} s${because}`,
    };
  }

  /** Once it is ready: starting is what people wait for. */
  function yieldOf({ identity }: Child): void {
    const nice = NICE[part.name];
    if (nice === undefined || identity === undefined) return;
    const problem = yieldToOthers(identity.pid, nice);
    if (problem !== null) say(`${part.name.padEnd(11)} keeps its priority: ${problem}`);
  }

  async function serves(child: Child, here: PartContext): Promise<boolean> {
    const pid = child.identity?.pid;
    if (pid === undefined) return false;
    // First what costs little: the kernel's list of sockets takes it 8 ms of processor time, and is asked for often.
    if (part.ready !== undefined && !(await part.ready(here))) return false;
    return Object.values(here.ports).every((port) => listensOn(pid, port));
  }

  /** True when it ended because it was asked to. */
  async function end(child: Child): Promise<boolean> {
    if (child.identity === undefined || child.hasEnded()) return false;
    return (await endGroup(child.identity, part.stopWithinMs)) === 'ended';
  }

  /** Somebody else's server on a port that was free when we chose it. Our own process has ended by now. */
  async function lostPort(): Promise<boolean> {
    for (const port of Object.values(context().ports)) if (!(await isFree(port))) return true;
    return false;
  }

  async function prepare(): Promise<void> {
    installation.update(part.name, { state: 'preparing', logFile });
    const here = context();
    mkdirSync(here.dataDir, { recursive: true });
    await part.prepare?.(here);
  }

  function giveUp(reason: string): never {
    installation.update(part.name, { state: 'crashed', reason });
    throw new PartFailure(part.name, reason, logTail(logFile, 20));
  }

  /** Starts until ready; throws PartFailure when it ended too often. */
  async function untilReady(): Promise<Child | undefined> {
    let portTries = 0;
    for (;;) {
      if (stopping.signal.aborted) return undefined;
      const began = monotonicMs();
      const result = await attempt();
      if (stopping.signal.aborted) return undefined;
      if (result.ready) {
        const seconds = ((monotonicMs() - began) / 1000).toFixed(1);
        if (part.kind === 'task') installation.update(part.name, { state: 'done' });
        else installation.update(part.name, { state: 'ready', pid: result.child.identity!.pid });
        say(`${part.name.padEnd(11)} ${part.kind === 'task' ? 'done' : 'ready'} after ${seconds} s`);
        return result.child;
      }
      // Others have been told the old port once we were ready; from then on it stays.
      if (!wasReady && portTries < PORT_TRIES && (await lostPort())) {
        portTries += 1;
        const before = Object.values(context().ports).join(', ');
        await installation.choosePortsOf(part);
        say(
          `${part.name.padEnd(11)} port ${before} was taken by another program; trying ${Object.values(context().ports).join(', ')}`,
        );
        await prepare();
        continue;
      }
      await waitToRestart(result.reason);
    }
  }

  async function waitToRestart(reason: string): Promise<void> {
    endings.push(monotonicMs());
    const next = nextRestart(wasReady ? 'running' : 'starting', endings);
    if (!next.again) giveUp(`${reason}; it ended ${endings.length} times and is not started again`);
    const restarts = installation.status(part.name).restarts + 1;
    installation.update(part.name, { state: 'restarting', reason, restarts });
    say(
      `${part.name.padEnd(11)} ${reason}; starting it again in ${next.waitMs} ms (restart ${restarts}); log: ${logFile}`,
    );
    await delayUnless(next.waitMs, stopping.signal);
  }

  /** Keeps a ready server up until it is stopped. */
  async function keepUp(first: Child): Promise<void> {
    let child: Child | undefined = first;
    while (child !== undefined) {
      const how = await child.ended;
      if (stopping.signal.aborted) return;
      try {
        await waitToRestart(`ended with ${how}`);
        child = await untilReady();
      } catch (error) {
        if (!(error instanceof PartFailure)) throw error;
        say(`${part.name.padEnd(11)} GIVEN UP: ${error.message}; log: ${logFile}`);
        return;
      }
    }
  }

  let keeping: Promise<void> = Promise.resolve();

  async function start(): Promise<void> {
    // Preparing is awaited even if a need fails: nothing of ours may still write into the home after `stop`.
    // Needs are not waited for once we stop: they are stopped after us.
    const needsReady = Promise.race([options.needsReady, aborted(stopping.signal)]);
    const [prepared, needs] = await Promise.allSettled([prepare(), needsReady]);
    if (prepared.status === 'rejected' && !stopping.signal.aborted) giveUp(asError(prepared.reason).message);
    if (needs.status === 'rejected') throw needs.reason;
    const child = await untilReady();
    if (child === undefined) throw new PartFailure(part.name, 'was stopped while starting', []);
    wasReady = true;
    if (part.kind === 'server') keeping = keepUp(child);
  }

  /** Waits for a service that somebody else runs; says once what for, and why it is not there. */
  async function untilReached(variable: NamedService): Promise<void> {
    const stopped = (): PartFailure => new PartFailure(part.name, 'was stopped while waiting', []);
    const limit = monotonicMs() + YOURS_WITHIN_MS;
    for (let said = false; ; said = true) {
      const problem = await options.reach(variable).then(
        () => undefined,
        (error: unknown) => asError(error),
      );
      // Once stopped, the files of the installation are gone: nothing is written any more.
      if (stopping.signal.aborted) throw stopped();
      if (problem === undefined) {
        installation.update(part.name, { state: 'yours' });
        return;
      }
      const reason = `your ${variable} cannot be used: ${problem.message}`;
      if (problem instanceof ServiceRefused) giveUp(reason);
      if (monotonicMs() >= limit) giveUp(`${reason} (waited ${YOURS_WITHIN_MS / 1000} s)`);
      installation.update(part.name, { state: 'waiting', reason });
      if (!said) say(`${part.name.padEnd(11)} waiting: ${reason}`);
      if (!(await delayUnless(ASK_YOURS_EVERY_MS, stopping.signal))) throw stopped();
    }
  }

  async function halt(): Promise<void> {
    stopping.abort();
    const inOrder = current !== undefined && (await end(current));
    await keeping;
    if (inOrder && wasReady) part.afterStop?.(context());
    // That it crashed, and why, stays on record: `wait` and `doctor` tell it.
    if (installation.status(part.name).state !== 'crashed')
      installation.update(part.name, { state: 'stopped' });
  }

  const firstReady = installation.isYours(part) ? untilReached(part.yours!) : start();
  // Whoever waits for it handles the rejection; a part that nobody waits for must not end the process.
  firstReady.catch(() => undefined);

  return {
    firstReady,
    halt,
    stop: async () => {
      if (installation.isYours(part)) {
        // It goes on, whoever runs it; only our waiting ends.
        stopping.abort();
        return;
      }
      await halt();
      await firstReady.catch(() => undefined);
    },
    revive: async () => {
      stopping = new AbortController();
      endings.length = 0;
      const child = await untilReady();
      if (child !== undefined) keeping = keepUp(child);
    },
    signal: async (signal) => {
      if (current?.identity === undefined || !signalGroup(current.identity, signal)) {
        throw new Error(`${part.name} is not running`);
      }
      if (signal === 'SIGKILL') await current.ended;
    },
    whenReady: async (withinMs) => {
      const limit = monotonicMs() + withinMs;
      for (;;) {
        const status = installation.status(part.name);
        if ((status.state === 'ready' && current?.hasEnded() === false) || status.state === 'done') return;
        if (status.state === 'crashed')
          throw new PartFailure(part.name, status.reason ?? 'crashed', logTail(logFile, 20));
        if (monotonicMs() >= limit) throw new Error(`${part.name} is ${status.state} after ${withinMs} ms`);
        await delay(POLL_MS);
      }
    },
  };
}
