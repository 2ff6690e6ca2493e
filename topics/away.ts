/** Failures that pass by themselves: the broker or the registry does not answer right now. */
import { RegistryError } from './codec/registry.ts';
import { LogError } from './log/port.ts';

export function isAway(error: unknown): boolean {
  return (error instanceof LogError || error instanceof RegistryError) && error.code === 'unavailable';
}
