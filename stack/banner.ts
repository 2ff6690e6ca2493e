import type { Part } from './part.ts';
import type { PartStatus, ServicesFile } from './services.ts';

export interface BannerInput {
  readonly services: ServicesFile;
  readonly parts: readonly Pick<Part, 'name' | 'purpose'>[];
  readonly home: string;
  /** Resident memory of a pid, bytes; undefined when it is gone. */
  readonly memory: (pid: number) => number | undefined;
  /** From the start of the program to ready, seconds; left out when it is not known. */
  readonly seconds?: number;
  /** Signs a browser in once; left out when there is no gateway of ours. */
  readonly signIn?: string | undefined;
}

/** 10⁶ bytes, as in every table that we print. */
export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}

/** Columns padded to their widest cell; the last one is left as it is. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
  );
}

/** A state as people read it; for an outside service the word is that it is yours. */
function stateOf(status: PartStatus): string {
  if (status.state === 'restarting' || status.state === 'crashed')
    return `${status.state}: ${status.reason ?? '?'}`;
  return status.restarts > 0 ? `${status.state}, restarted ${status.restarts}×` : status.state;
}

/** One row a part: name, purpose, address, pid, memory, state; and the sum of all memory. */
export function partTable(input: Omit<BannerInput, 'seconds' | 'home'>): string[] {
  const { services, parts, memory } = input;
  let total = memory(services.supervisor.pid) ?? 0;
  const rows = [['part', 'what it is for', 'address', 'pid', 'memory', 'state']];
  for (const part of parts) {
    const status = services.parts[part.name];
    if (status === undefined) continue;
    const bytes = status.pid === undefined ? undefined : memory(status.pid);
    total += bytes ?? 0;
    rows.push([
      part.name,
      part.purpose,
      status.url ?? '-',
      status.pid === undefined ? '-' : String(status.pid),
      bytes === undefined ? '-' : megabytes(bytes),
      stateOf(status),
    ]);
  }
  return [
    ...table(rows),
    '',
    `  memory in all: ${megabytes(total)}, supervisor (pid ${services.supervisor.pid}) included`,
  ];
}

/** What `up` prints once everything is ready. */
export function formatBanner(input: BannerInput): string {
  const { services, home, seconds } = input;
  const lines = ['', `Signalpost is up${seconds === undefined ? '' : ` after ${seconds.toFixed(1)} s`}.`, ''];
  lines.push(...partTable(input), '');
  lines.push(
    services.ephemeral
      ? `  State is thrown away when it stops: ${home}`
      : `  State is kept in ${home}; \`signalpost reset\` deletes it.`,
  );
  if (services.gateway !== undefined) {
    lines.push(`  Open ${input.signIn ?? `${services.gateway.url}/`}`);
    if (input.signIn !== undefined) {
      lines.push('  (this link works once, for ten minutes; `signalpost sign-in` prints another).');
    }
    lines.push(
      `  Programs send SIGNALPOST_API_TOKEN of ${home}/secrets.json to ${services.gateway.url}/api/v1/.`,
    );
  }
  const prefix = services.ephemeral ? `SIGNALPOST_HOME=${home} ` : '';
  lines.push(`  Logs are in ${home}/logs. Stop with Ctrl-C or \`${prefix}signalpost down\`.`, '');
  return lines.join('\n');
}
