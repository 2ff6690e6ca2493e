import { deriveId } from '../../topics/ids.ts';
import { tried } from './input.ts';
import type { Kernel } from './kernel.ts';
import { sourceOf, type Stage } from './stage.ts';
import { EXPIRY_SWEEP } from './settings.ts';
import type { Aggregate } from './types.ts';

interface Window {
  readonly tenantId: string;
  readonly workspaceId: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly version: number;
  /** Epoch ms at which it was opened, when it may have been forgotten before; absent in the first life. */
  readonly reopenedAt?: number;
}

const PREFIX = 'w:';

/**
 * Counters per window. Each flush writes the absolute value of every window that changed, with the next
 * version, so that reading one twice or skipping one in between changes nothing.
 *
 * A window is forgotten `keepMs` after its last change, and never before `keepMs` after its begin. What still comes
 * for it, after a long stop or out of a dead letter, is counted under a source of its own (`rollup:0+<epoch ms>`)
 * from zero: values of different sources add up. So a window opened before `at + keepMs` has not been forgotten
 * yet and keeps the plain source; later ones may have been, and two of them are at least `keepMs` apart, so their
 * names differ.
 */
export function aggregateKernel(processor: Aggregate, stage: Stage): Kernel {
  const { store } = stage;
  const { partition } = stage.options;
  /** Begin of each window that changed since the last flush, epoch ms. */
  const touched = new Map<string, number>();

  const add = (windowKey: string, change: ReturnType<Aggregate['count']>[number], now: number): void => {
    const key = PREFIX + windowKey;
    const window: Window = (store.get(key, now) as Window | undefined) ?? {
      tenantId: change.tenantId,
      workspaceId: change.workspaceId,
      counts: {},
      version: 0,
      ...(now >= change.at + processor.keepMs ? { reopenedAt: now } : {}),
    };
    const counts: Record<string, number> = { ...window.counts };
    for (const [name, amount] of Object.entries(change.counters)) counts[name] = (counts[name] ?? 0) + amount;
    // A clock behind the input's must not let go of a window that is not over.
    store.set(key, { ...window, counts }, Math.max(now, change.at) + processor.keepMs);
    touched.set(windowKey, change.at);
  };

  const emit = (windowKey: string, at: number, now: number): void => {
    const key = PREFIX + windowKey;
    const window = store.get(key, now) as Window | undefined;
    if (!window) return;
    const version = window.version + 1;
    const life = window.reopenedAt === undefined ? [] : [window.reopenedAt];
    const source = [`${processor.name}:${partition}`, ...life].join('+');
    const output = processor.emit({ windowKey, counts: window.counts, version, source });
    const id = deriveId(processor.name, 'window', partition, windowKey, version, ...life);
    const cause = {
      eventId: id,
      tenantId: window.tenantId,
      workspaceId: window.workspaceId,
      correlationId: deriveId(processor.name, 'window', partition, windowKey),
      occurredAt: now,
      anonymous: true,
    };
    stage.put(
      stage.prepare(cause, null, [{ ...output, envelope: { eventId: id, ...output.envelope } }], now),
    );
    store.set(key, { ...window, version }, Math.max(now, at) + processor.keepMs);
  };

  return {
    hasRoom: () => true,
    accept(input, now) {
      if ('poison' in input.decoded) {
        stage.settle(input, { kind: 'dead-letter', ...input.decoded.poison }, [], now);
      } else {
        const { event } = input.decoded;
        const result = tried(() => processor.count(event));
        if ('error' in result) stage.bug(sourceOf(input), result.error, now);
        else if (result.value.length === 0) {
          stage.settle(input, { kind: 'skip', reason: 'not_counted' }, [], now);
        } else {
          for (const change of result.value) add(change.windowKey, change, now);
          stage.count('emit', 'counted');
        }
      }
      stage.advance(input);
    },
    pass: (topic, next) => stage.moveTo(topic, next),
    turn(now) {
      if (store.expired(now)) stage.draft.touch();
    },
    nextWake: () => null,
    beforeSeal(now) {
      for (const [windowKey, at] of touched) emit(windowKey, at, now);
      touched.clear();
      store.sweep(now, EXPIRY_SWEEP);
    },
    drain: () => undefined,
    idle: () => true,
    abandon: () => undefined,
  };
}
