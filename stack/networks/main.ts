import { readConfig } from './config.ts';
import type { NetworksConfig } from './config.ts';
import { startNetworks } from './installation.ts';
import type { Installation } from './installation.ts';

/** The simulated networks as a process. Prints one JSON line with its URLs when everything listens. */
/** sysexits.h: something was configured wrongly. */
const EX_CONFIG = 78;

function configOrExit(): NetworksConfig {
  try {
    const config = readConfig(process.env);
    return process.argv.includes('--check') ? process.exit(0) : config;
  } catch (error) {
    console.error((error as Error).message);
    return process.exit(EX_CONFIG);
  }
}

const config = configOrExit();
try {
  const running = await startNetworks({ ...config, machineClock: Date.now, random: Math.random });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(running));
  const ports = Object.fromEntries(
    Object.entries({ control: running.control, ...running.urls }).map(([name, url]) => [
      name,
      Number(new URL(url).port),
    ]),
  );
  console.log(
    JSON.stringify({ ready: true, pid: process.pid, ports, control: running.control, urls: running.urls }),
  );
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

async function stop(running: Installation): Promise<void> {
  await running.close();
  process.exit(0);
}
