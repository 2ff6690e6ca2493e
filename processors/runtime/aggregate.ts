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
}

const PREFIX = 'w:';

/**
 * Counters per window. Each flush writes the absolute value of every window that changed, with the next
 * version, so that reading one twice or skipping one in between changes nothing. A window that is touched
 * again after `keepMs` starts from zero at version 1, which readers that kept the higher version ignore.
 */
export function aggregateKernel(processor: Aggregate, stage: Stage): Kernel {
  const { store } = stage;
  const source = `${processor.name}:${stage.options.partition}`;
  const touched = new Set<string>();

  const add = (windowKey: string, change: ReturnType<Aggregate['count']>[number], now: number): void => {
    const key = PREFIX + windowKey;
    const window = (store.get(key, now) as Window | undefined) ?? {
      tenantId: change.tenantId,
      workspaceId: change.workspaceId,
      counts: {},
      version: 0,
    };
    const counts: Record<string, number> = { ...window.counts };
    for (const [name, amount] of Object.entries(change.counters)) counts[name] = (counts[name] ?? 0) + amount;
    store.set(key, { ...window, counts }, now + processor.keepMs);
    touched.add(windowKey);
  };

  const emit = (windowKey: string, now: number): void => {
    const key = PREFIX + windowKey;
    const window = store.get(key, now) as Window | undefined;
    if (!window) return;
    const version = window.version + 1;
    const output = processor.emit({ windowKey, counts: window.counts, version, source });
    const id = deriveId(processor.name, 'window', stage.options.partition, windowKey, version);
    const cause = {
      eventId: id,
      tenantId: window.tenantId,
      workspaceId: window.workspaceId,
      correlationId: deriveId(processor.name, 'window', stage.options.partition, windowKey),
      occurredAt: now,
      anonymous: true,
    };
    stage.put(
      stage.prepare(cause, null, [{ ...output, envelope: { eventId: id, ...output.envelope } }], now),
    );
    store.set(key, { ...window, version }, now + processor.keepMs);
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
      for (const windowKey of touched) emit(windowKey, now);
      touched.clear();
      store.sweep(now, EXPIRY_SWEEP);
    },
    drain: () => undefined,
    idle: () => true,
    abandon: () => undefined,
  };
}
