import type { Part } from '../part.ts';
import { answersOk, nodeCommand } from './ours.ts';

const ENTRY = 'stack/demo/main.ts';

/** Life for a demonstration. SIGNALPOST_DEMO_RATE=0 keeps it quiet; only the webhook is registered then. */
export const demo: Part = {
  name: 'demo',
  purpose: 'people who write to the brand now and then',
  kind: 'server',
  needs: ['networks', 'gateway'],
  tools: [],
  ports: { http: 9003 },
  entry: ENTRY,
  secrets: true,
  readyWithinMs: 60_000,
  stopWithinMs: 10_000,
  command: (context) => nodeCommand(ENTRY, { SIGNALPOST_DEMO_PORT: String(context.ports['http']) }),
  ready: (context) => answersOk(`http://127.0.0.1:${context.ports['http']}/readyz`),
  services: (ports) => ({ demo: { url: `http://127.0.0.1:${ports['http']}` } }),
  url: (services) => services.demo?.url,
};
