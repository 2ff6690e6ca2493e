/** Named counts of one network. The name may carry labels after a space: `requests post.create 201`. */
export class Counters {
  readonly #counts = new Map<string, number>();

  add(name: string, by = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + by);
  }

  all(): Record<string, number> {
    return Object.fromEntries([...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

/** Prometheus text exposition format 0.0.4 of the counters and limits of all networks. */
export function exposition(
  networks: readonly {
    name: string;
    counters: Readonly<Record<string, number>>;
    limits: readonly { limit: string; accountId: string; maxUsed: number; refused: number }[];
    outstanding: number;
    undelivered: number;
  }[],
): string {
  const lines = [
    '# HELP simulated_network_events_total Things that happened at a simulated network, by what and status.',
    '# TYPE simulated_network_events_total counter',
  ];
  for (const n of networks) {
    for (const [key, value] of Object.entries(n.counters)) {
      const [what, operation = '', status = ''] = key.split(' ');
      lines.push(
        `simulated_network_events_total{network="${n.name}",what="${what}",operation="${operation}",status="${status}"} ${value}`,
      );
    }
  }
  lines.push('# HELP simulated_network_limit_refused_total Requests over a limit, summed over accounts.');
  lines.push('# TYPE simulated_network_limit_refused_total counter');
  for (const n of networks) {
    const byLimit = new Map<string, number>();
    for (const l of n.limits) byLimit.set(l.limit, (byLimit.get(l.limit) ?? 0) + l.refused);
    for (const [limit, refused] of byLimit) {
      lines.push(`simulated_network_limit_refused_total{network="${n.name}",limit="${limit}"} ${refused}`);
    }
  }
  lines.push('# HELP simulated_network_webhooks Webhook deliveries by state.');
  lines.push('# TYPE simulated_network_webhooks gauge');
  for (const n of networks) {
    lines.push(`simulated_network_webhooks{network="${n.name}",state="outstanding"} ${n.outstanding}`);
    lines.push(`simulated_network_webhooks{network="${n.name}",state="undelivered"} ${n.undelivered}`);
  }
  return lines.join('\n') + '\n';
}
