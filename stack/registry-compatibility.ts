import { pathToFileURL } from 'node:url';

/**
 * The first schema of a subject is judged by the registry's global level, whose default is NONE: it has to
 * be set before anything registers.
 */
export const COMPATIBILITY = 'FULL_TRANSITIVE';

/** Sets the global level (Confluent API: PUT /config). Throws with the registry's own words if it refuses. */
export async function setCompatibility(registryUrl: string): Promise<void> {
  const answer = await fetch(`${registryUrl}/config`, {
    method: 'PUT',
    headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
    body: JSON.stringify({ compatibility: COMPATIBILITY }),
    signal: AbortSignal.timeout(10_000),
  });
  if (!answer.ok)
    throw new Error(`the registry refused ${COMPATIBILITY}: ${answer.status} ${await answer.text()}`);
}

/** As a program, for docker-compose.yml: `node stack/registry-compatibility.ts` with SCHEMA_REGISTRY_URL. */
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const url = process.env['SCHEMA_REGISTRY_URL'];
  if (url === undefined || url === '') throw new Error('SCHEMA_REGISTRY_URL is not set');
  await setCompatibility(url);
}
