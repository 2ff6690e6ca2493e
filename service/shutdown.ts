/** SIGTERM and SIGINT drain a process: steps run in order, within one deadline, then it exits. */
import type { Logger } from './logger.ts';

/** Orchestrators wait 30 s before SIGKILL; 20 s leaves room for the last commit. */
const DRAIN_MS = 20_000;

export interface ShutdownStep {
  readonly name: string;
  readonly run: () => Promise<void>;
}

/**
 * Installs the handlers. Exit code 0 after a clean drain, 1 when a step failed or the deadline passed.
 * `steps` is asked when the signal comes, so parts opened later are included.
 */
export function onShutdown(
  logger: Logger,
  steps: () => readonly ShutdownStep[],
): { readonly shutdown: (reason: string, code?: number) => Promise<never> } {
  let running: Promise<never> | null = null;
  const shutdown = (reason: string, code = 0): Promise<never> => {
    running ??= drain(reason, code);
    return running;
  };
  const drain = async (reason: string, code: number): Promise<never> => {
    logger.info({ reason }, 'draining');
    let exitCode = code;
    const timer = setTimeout(() => {
      logger.error({ deadlineMs: DRAIN_MS }, 'drain deadline passed');
      process.exit(1);
    }, DRAIN_MS);
    timer.unref();
    for (const step of steps()) {
      try {
        await step.run();
      } catch (error) {
        exitCode = 1;
        logger.error({ step: step.name, err: error }, 'drain step failed');
      }
    }
    clearTimeout(timer);
    logger.info({ exitCode }, 'drained');
    process.exit(exitCode);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void shutdown(signal));
  process.on('uncaughtException', (error) => {
    logger.fatal({ err: error }, 'uncaught exception');
    void shutdown('uncaughtException', 1);
  });
  process.on('unhandledRejection', (error) => {
    logger.fatal({ err: error }, 'unhandled rejection');
    void shutdown('unhandledRejection', 1);
  });
  return { shutdown };
}
