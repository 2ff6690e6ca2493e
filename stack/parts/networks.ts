import { NETWORK_NAMES, NETWORKS } from '../networks/table.ts';
import type { Part } from '../part.ts';
import { answersOk, nodeCommand } from './ours.ts';

const ENTRY = 'stack/networks/main.ts';

export const networks: Part = {
  name: 'networks',
  purpose: 'simulated X and Mastodon, with fault knobs',
  kind: 'server',
  needs: [],
  tools: [],
  ports: {
    control: 9000,
    ...Object.fromEntries(NETWORK_NAMES.map((name) => [name, NETWORKS[name].port])),
  },
  entry: ENTRY,
  secrets: true,
  readyWithinMs: 30_000,
  stopWithinMs: 10_000,
  command: (context) =>
    nodeCommand(ENTRY, {
      NETWORKS_CONTROL_PORT: String(context.ports['control']),
      ...Object.fromEntries(
        NETWORK_NAMES.map((name) => [NETWORKS[name].portEnv, String(context.ports[name])]),
      ),
      NETWORKS_DATA_DIR: context.dataDir,
    }),
  ready: (context) => answersOk(`http://127.0.0.1:${context.ports['control']}/healthz`),
  services: (ports) => ({
    networks: Object.fromEntries(
      ['control', ...NETWORK_NAMES].map((name) => [name, { url: `http://127.0.0.1:${ports[name]}` }]),
    ),
  }),
  url: (services) => services.networks?.['control']?.url,
};
