/**
 * Records today's schemas as released: a schema that differs from its last released version becomes the next
 * one under `topics/schemas/history/`. Run after a schema change, then `node topics/golden/write.ts`.
 *
 *     node topics/release-schemas.ts
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { canonical, releasedSchemas, schemaText } from './codec/schemas.ts';
import { incompatibilities } from './compatibility.ts';
import { EVENT_TYPES } from './generated/events.ts';

let refused = false;
for (const type of EVENT_TYPES) {
  const folder = new URL(`./schemas/history/${type}/`, import.meta.url);
  mkdirSync(folder, { recursive: true });
  const released = releasedSchemas(type);
  const text = schemaText(type);
  const last = released.at(-1);
  if (last !== undefined && canonical(last) === canonical(text)) continue;
  const problems = incompatibilities(released, text);
  for (const problem of problems) console.error(`${type}: ${problem}`);
  refused ||= problems.length > 0;
  if (problems.length > 0) continue;
  writeFileSync(new URL(`${released.length + 1}.avsc`, folder), text);
  console.log(`${type}: version ${released.length + 1}`);
}
process.exitCode = refused ? 1 : 0;
