/** One trace through real runners: the exported span of a hop has the id that its outputs carry. */
import { describe, expect, it } from 'vitest';
import { formatTraceparent, parseTraceparent, startTrace, TRACEPARENT } from '../../service/traceparent.ts';
import { World } from './simulation.ts';
import { copy } from './test-processors.ts';

const event = (world: World, n: number, reason: string): Buffer =>
  world.codec.encode({
    eventId: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    type: 'PauseWorkspace',
    tenantId: 'demo',
    workspaceId: 'acme',
    streamId: 'acme',
    streamVersion: null,
    occurredAt: 1,
    recordedAt: 1,
    correlationId: 'c',
    causationId: null,
    actor: 'member:test',
    data: { reason },
  });

describe('the span of a hop', () => {
  it('has exactly the id in the header of what it emits, and the incoming one as its parent', async () => {
    const world = await World.with([copy]);
    const process = await world.start([copy]);
    const trace = startTrace(1);
    const header = { [TRACEPARENT]: formatTraceparent(trace) };
    // The same parent twice, two outputs of one input, and a dead letter.
    for (const [n, reason] of ['one', 'two', 'throw'].entries())
      await world.appendBytes('workspace.commands', 'acme', event(world, n, reason), header);
    await world.time.advance(200);
    await process.host.drain();
    const ids = async (topic: string) =>
      (await world.records(topic)).map(({ headers }) => parseTraceparent(headers[TRACEPARENT])?.spanId);
    const written = [...(await ids('workspace.events')), ...(await ids('dead.letters'))];
    const [one, two, twoAgain, thrown] = written;
    expect(written).toHaveLength(4);
    expect(two).toBe(twoAgain);
    expect(new Set([trace.spanId, one, two, thrown]).size).toBe(4);
    expect(
      world.spans.map(({ context, parentSpanId, error }) => ({ id: context.spanId, parentSpanId, error })),
    ).toEqual([
      { id: one, parentSpanId: trace.spanId, error: undefined },
      { id: two, parentSpanId: trace.spanId, error: undefined },
      { id: thrown, parentSpanId: trace.spanId, error: 'bug' },
    ]);
    expect(world.spans.every(({ context }) => context.traceId === trace.traceId)).toBe(true);
  });

  it('of an unsampled trace is exported only for an error, with the id of the dead letter', async () => {
    const world = await World.with([copy]);
    const process = await world.start([copy]);
    const header = { [TRACEPARENT]: formatTraceparent({ ...startTrace(1), sampled: false }) };
    for (const [n, reason] of ['one', 'dead'].entries())
      await world.appendBytes('workspace.commands', 'acme', event(world, n, reason), header);
    await world.time.advance(200);
    await process.host.drain();
    const [letter] = await world.records('dead.letters');
    expect(world.spans.map(({ context }) => context.spanId)).toEqual([
      parseTraceparent(letter?.headers[TRACEPARENT])?.spanId,
    ]);
  });
});
