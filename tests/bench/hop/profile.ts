/** One more run of the real runner, over records that are written again, with V8's profiler on: not one to be measured. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from '../../../stack/home.ts';
import type { Codec } from '../../../topics/codec/codec.ts';
import { INSPECTABLE, profiled } from '../profile/attach.ts';
import { summarise, type ProfileSummary } from '../profile/profile.ts';
import type { Contender } from './contenders.ts';
import { writeInputs } from './input.ts';
import type { Ground } from './measure.ts';
import { INPUT } from './work.ts';

/** Of the records, before the profile begins: so much work warms the compilers. */
const WARM_SHARE = 0.25;
const LOOK_MS = 20;

/** @throws Error when the runner ends, or does not finish in time. */
export async function profileOf(
  contender: Contender,
  ground: Ground,
  codec: Codec,
  records: number,
): Promise<ProfileSummary> {
  const { log, folder } = ground;
  await writeInputs(log, codec, records);
  const end = (await log.offsets([INPUT])).reduce((sum, one) => sum + one.end, 0);
  const { file, args, env } = await contender.command(ground);
  const logFile = path.join(folder, 'profiled.log');
  const errors = openSync(logFile, 'a');
  const child = spawn(file, args, {
    env: { ...process.env, ...env, ...INSPECTABLE },
    stdio: ['ignore', 'ignore', errors, 'ipc'],
  });
  closeSync(errors);
  const { pid } = child;
  if (pid === undefined) throw new Error(`${contender.name} could not be started`);
  const gone = once(child, 'exit');
  let over = false;
  void gone.then(() => (over = true));
  const reach = async (wanted: number): Promise<void> => {
    const deadline = performance.now() + ground.giveUpMs;
    for (;;) {
      const committed = await log.committed(contender.group, [INPUT]);
      const position = committed.reduce((sum, { offset }) => sum + offset, 0);
      if (position >= wanted) return;
      if (over || performance.now() > deadline)
        throw new Error(`${contender.name}: ${position} of ${wanted} while it was profiled`);
      await sleep(LOOK_MS);
    }
  };
  try {
    await reach(end - records * (1 - WARM_SHARE));
    return summarise(await profiled(pid, logFile, () => reach(end)), ROOT);
  } finally {
    child.kill('SIGTERM');
    await gone;
  }
}
