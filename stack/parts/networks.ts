import type { Part } from '../part.ts';
import { answersOk, nodeCommand } from './ours.ts';

const ENTRY = 'stack/networks/main.ts';

export const networks: Part = {
  name: 'networks',
  purpose: 'simulated X and Mastodon, with fault knobs',
  kind: 'server',
  needs: [],
  tools: [],
  ports: { control: 9000, x: 9001, mastodon: 9002 },
  entry: ENTRY,
  secrets: true,
  readyWithinMs: 30_000,
  stopWithinMs: 10_000,
  command: (context) =>
    nodeCommand(ENTRY, {
      NETWORKS_CONTROL_PORT: String(context.ports['control']),
      NETWORKS_X_PORT: String(context.ports['x']),
      NETWORKS_MASTODON_PORT: String(context.ports['mastodon']),
      NETWORKS_DATA_DIR: context.dataDir,
    }),
  ready: (context) => answersOk(`http://127.0.0.1:${context.ports['control']}/healthz`),
  services: (ports) => ({
    networks: {
      x: { url: `http://127.0.0.1:${ports['x']}` },
      mastodon: { url: `http://127.0.0.1:${ports['mastodon']}` },
      control: { url: `http://127.0.0.1:${ports['control']}` },
    },
  }),
  url: (services) => services.networks?.control.url,
};
