/** Serves one data directory of the embedded ClickHouse engine over ClickHouse's HTTP interface. */
import './threads.ts';
import { createLogger } from '../../service/logger.ts';
import { createMetrics } from '../../service/metrics.ts';
import { EX_CONFIG } from '../../service/process-config.ts';
import { onShutdown } from '../../service/shutdown.ts';
import { readConfig } from './config.ts';
import type { EngineConfig } from './config.ts';
import type { HalfDone } from './dedup/repair.ts';
import { openEngine } from './engine/engine.ts';
import { createLanes } from './engine/lanes.ts';
import type { Service } from './http/handler.ts';
import { createRunningQueries } from './http/queries.ts';
import { createEngineMetrics } from './metrics.ts';
import { createHttpServer, listen } from './server.ts';

/** After SIGTERM statements may end by themselves for this long; then they are stopped (milliseconds). */
const DRAIN_MS = 12_000;
const READY_MS = 2_000;

/** With `--check` the process ends here, before the engine opens its folder. */
function configOrExit(): EngineConfig {
  try {
    const config = readConfig(process.env);
    return process.argv.includes('--check') ? process.exit(0) : config;
  } catch (error) {
    process.stderr.write(`${JSON.stringify({ level: 'fatal', msg: (error as Error).message })}\n`);
    return process.exit(EX_CONFIG);
  }
}

/**
 * As a crash would: the same insert sent to this process again would be taken for a duplicate and its rows be
 * lost. The start after this one forgets the tokens; whoever waits for an answer sends again.
 */
function endHalfDone(tables: readonly HalfDone[]): never {
  const msg = 'an insert failed with its token written and its rows not; ending, the next start repairs it';
  process.stderr.write(`${JSON.stringify({ level: 'fatal', tables, msg })}\n`);
  process.kill(process.pid, 'SIGKILL');
  throw new Error(msg);
}

async function main(): Promise<void> {
  const config = configOrExit();
  const logger = createLogger('clickhouse', config.logLevel);
  const engine = await openEngine(config.dataDir, config, config.concurrency, endHalfDone);
  const { tables, cut } = engine.repaired;
  if (tables.length > 0) logger.warn({ tables }, 'blocks were known without their rows; forgotten');
  if (cut.length > 0) logger.warn({ files: cut }, 'deduplication logs ended in half a line; cut off');
  const lanes = createLanes(config.concurrency, config.queueLength, config.queueMs);
  const running = createRunningQueries();
  const metrics = createEngineMetrics(createMetrics(), engine, lanes);
  const zone = await engine.ask('SELECT timezone()');

  const service: Omit<Service, 'onEnd'> = {
    engine,
    lanes,
    running,
    credentials: config.credentials,
    maxBodyBytes: config.maxBodyBytes,
    maxQuerySeconds: config.maxQuerySeconds,
    zone,
  };
  const server = createHttpServer({
    ...service,
    onEnd: (ended, milliseconds) => {
      metrics.observe(ended, milliseconds / 1_000);
      logger.info({ ...ended, ms: Math.round(milliseconds * 10) / 10 }, 'statement');
    },
    checkReady: async () => {
      const late = AbortSignal.timeout(READY_MS);
      const tooLate = new Promise<never>((_, reject) => {
        late.addEventListener('abort', () =>
          reject(new Error(`the engine did not answer in ${READY_MS} ms`)),
        );
      });
      await Promise.race([engine.ask('SELECT 1'), tooLate]);
    },
    metricsText: () => metrics.text(),
  });
  const port = await listen(server, config.port);

  onShutdown(logger, () => [
    {
      name: 'statements',
      run: async () => {
        server.close();
        server.closeIdleConnections();
        const timer = setTimeout(() => running.stopAll(), DRAIN_MS);
        await lanes.drain();
        clearTimeout(timer);
      },
    },
    { name: 'engine', run: () => Promise.resolve(engine.close()) },
  ]);
  process.stdout.write(
    `${JSON.stringify({ ready: true, port, pid: process.pid, version: engine.version })}\n`,
  );
}

main().catch((error: unknown) => {
  process.stderr.write(
    `${JSON.stringify({ level: 'fatal', msg: error instanceof Error ? error.message : String(error) })}\n`,
  );
  process.exit(1);
});
