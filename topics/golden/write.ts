/**
 * Writes the missing golden records: one per released schema version, as bytes in wire format without the
 * schema id (hex) and what they say. A record that exists is never written again: it is what old bytes are.
 *
 *     node topics/golden/write.ts
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { parseSchema, releasedSchemas } from '../codec/schemas.ts';
import { EVENT_TYPES } from '../generated/events.ts';
import { sampleEvent } from './sample.ts';

for (const type of EVENT_TYPES) {
  const folder = new URL(`./records/${type}/`, import.meta.url);
  mkdirSync(folder, { recursive: true });
  for (const [index, text] of releasedSchemas(type).entries()) {
    const file = new URL(`${index + 1}.json`, folder);
    if (existsSync(file)) continue;
    const event = sampleEvent(type, text);
    const hex = parseSchema(text).toBuffer(event).toString('hex');
    writeFileSync(file, `${JSON.stringify({ hex, event }, null, 1)}\n`);
  }
}
