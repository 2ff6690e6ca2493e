import { PART_NAMES } from './part.ts';
import type { Part, PartName } from './part.ts';
import { clickhouse } from './parts/clickhouse.ts';
import { kafka } from './parts/kafka.ts';
import { networks } from './parts/networks.ts';
import { demo } from './parts/demo.ts';
import { gateway, processors, projections } from './parts/product.ts';
import { redis } from './parts/redis.ts';
import { registry } from './parts/registry.ts';
import { dashboard, migrate, setup } from './parts/setup.ts';

/** A whole installation, in the order in which people read it. What starts when follows from `needs`. */
export const PARTS = {
  kafka,
  registry,
  redis,
  clickhouse,
  networks,
  setup,
  migrate,
  dashboard,
  processors,
  projections,
  gateway,
  demo,
} as const satisfies { [Name in PartName]: Part & { name: PartName } };

/** The rows of these parts, all unless told. */
export function partsNamed(names: readonly PartName[] = PART_NAMES): Part[] {
  return names.map((name): Part => PARTS[name]);
}
