import { join } from 'node:path';
import { classArchive } from '../class-archive.ts';
import { ARTIFACTS } from '../downloads/artifacts.ts';
import { fetchArtifact } from '../downloads/fetch.ts';
import type { Part } from '../part.ts';
import { setCompatibility } from '../registry-compatibility.ts';

function base(ports: Readonly<Record<string, number>>): string {
  return `http://127.0.0.1:${ports['http']}/apis/ccompat/v7`;
}

const CLASSES = classArchive(ARTIFACTS.registry.folder);

export const registry: Part = {
  name: 'registry',
  purpose: 'the schemas: what each event looks like',
  kind: 'server',
  needs: [],
  tools: ['java', 'maven'],
  yours: 'SCHEMA_REGISTRY_URL',
  ports: { http: 8081 },
  secrets: false,
  readyWithinMs: 120_000,
  stopWithinMs: 15_000,

  async prepare(context) {
    await fetchArtifact(ARTIFACTS.registry, context.cache, context.say, context.signal);
  },

  command: (context) => ({
    file: 'java',
    args: [
      '-Xmx256m',
      '-XX:+UseSerialGC',
      '-XX:TieredStopAtLevel=1',
      ...CLASSES.flags(context),
      '-Dquarkus.http.host=127.0.0.1',
      `-Dquarkus.http.port=${context.ports['http']}`,
      '-Dquarkus.log.level=WARN',
      '-Dapicurio.storage.kind=sql',
      '-Dapicurio.storage.sql.kind=h2',
      // Without WRITE_DELAY=0 a kill loses every schema, and with them the meaning of every record.
      `-Dapicurio.datasource.url=jdbc:h2:file:${join(context.dataDir, 'registry')};WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE`,
      '-jar',
      join(context.cache, ARTIFACTS.registry.folder, 'apicurio-registry-app-3.0.9-runner.jar'),
    ],
    cwd: context.dataDir,
  }),

  ready: async (context) => {
    const answer = await fetch(`${base(context.ports)}/subjects`, { signal: AbortSignal.timeout(2_000) });
    return answer.ok;
  },

  afterStop: (context) => CLASSES.keep(context),
  afterReady: (context) => setCompatibility(base(context.ports)),
  services: (ports) => ({ registry: { url: base(ports) } }),
  url: (services) => services.registry?.url,
};
