import type { SimulatedProcess, World } from '../../processors/runtime/simulation.ts';

/** Ends every fault of a world: the broker is there and says what it held back, all that lives runs and is connected. */
export function calm(
  world: World,
  releases: Iterable<() => void>,
  processes: Iterable<Pick<SimulatedProcess, 'reconnect' | 'resume'>>,
): void {
  world.cluster.setAway(false);
  world.cluster.delayMarkers(false);
  world.cluster.deliverMarkers();
  for (const release of releases) release();
  for (const process of processes) {
    process.reconnect();
    process.resume();
  }
}
