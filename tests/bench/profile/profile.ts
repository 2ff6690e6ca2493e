/** What V8's CPU profile says, in a few lines: which functions and which of our folders the time goes to. Pure. */
import { table } from '../results.ts';

/** The form that `Profiler.stop` gives and `--cpu-prof` writes (Chrome DevTools Protocol, `Profiler.Profile`). */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: {
      readonly functionName: string;
      readonly url: string;
      /** From 0. */
      readonly lineNumber: number;
    };
  }[];
  /** Ids of the node in which each sample was taken. */
  readonly samples?: readonly number[] | undefined;
  /** Before each sample, µs. */
  readonly timeDeltas?: readonly number[] | undefined;
}

export interface SelfTime {
  /** `folder/file.ts:line name`, `package name`, `node:fs name`. */
  readonly name: string;
  /** Our file, the dependency, or what of the runtime it is. */
  readonly group: string;
  readonly ms: number;
  /** Of the time in which the thread did something. */
  readonly share: number;
}

export interface Share {
  readonly group: string;
  readonly ms: number;
  readonly share: number;
}

export interface ProfileSummary {
  readonly seconds: number;
  /** Share of the time in which the thread waited. */
  readonly idle: number;
  readonly functions: readonly SelfTime[];
  readonly groups: readonly Share[];
  /** The same, our files by the folder that they are in. */
  readonly folders: readonly Share[];
}

const IDLE = '(idle)';

/** @param root folder of the checkout: files in it are named without it. */
export function summarise(profile: CpuProfile, root: string): ProfileSummary {
  const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]));
  const self = new Map<string, { group: string; us: number }>();
  let [whole, idle] = [0, 0];
  for (const [index, id] of (profile.samples ?? []).entries()) {
    const frame = frames.get(id);
    const us = Math.max(0, profile.timeDeltas?.[index] ?? 0);
    whole += us;
    if (!frame || frame.functionName === IDLE) {
      idle += us;
      continue;
    }
    const group = groupOf(frame.url, frame.functionName, root);
    const ours = isOurs(group);
    // Of the runtime's own files the name says more than the group.
    const file = group === 'node' ? frame.url : group;
    const place = ours || group === 'node' ? `${file}:${frame.lineNumber + 1}` : group;
    const called = frame.functionName || '(anonymous)';
    const name = frame.url === '' ? called : `${place} ${called}`;
    const known = self.get(name) ?? { group, us: 0 };
    known.us += us;
    self.set(name, known);
  }
  const busy = Math.max(1, whole - idle);
  const functions = [...self]
    .map(([name, { group, us }]) => ({ name, group, ms: us / 1_000, share: us / busy }))
    .sort((a, b) => b.ms - a.ms);
  const sharesBy = (key: (group: string) => string): readonly Share[] => {
    const sums = new Map<string, number>();
    for (const { group, ms } of functions) sums.set(key(group), (sums.get(key(group)) ?? 0) + ms);
    return [...sums]
      .map(([group, ms]) => ({ group, ms, share: (ms * 1_000) / busy }))
      .sort((a, b) => b.ms - a.ms);
  };
  return {
    seconds: whole / 1e6,
    idle: idle / Math.max(1, whole),
    functions,
    groups: sharesBy((group) => group),
    folders: sharesBy(folderOf),
  };
}

/** `models/safety` of `models/safety/layers/words.ts`. */
function folderOf(group: string): string {
  return isOurs(group) ? group.split('/').slice(0, -1).slice(0, 2).join('/') : group;
}

const isOurs = (group: string): boolean => group.includes('/') && !group.startsWith('@');

function groupOf(url: string, functionName: string, root: string): string {
  if (url === '') return functionName.startsWith('(') ? functionName : 'built-in';
  if (url.startsWith('node:')) return 'node';
  if (url.startsWith('wasm:')) return 'WebAssembly';
  const path = url.replace(/^file:\/\//, '');
  const inside = path.lastIndexOf('/node_modules/');
  if (inside >= 0) {
    const [scope = '', name = ''] = path.slice(inside + '/node_modules/'.length).split('/');
    return scope.startsWith('@') ? `${scope}/${name}` : scope;
  }
  return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : (path.split('/').at(-1) ?? path);
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** The heaviest functions beside the heaviest files and dependencies. */
export function profileText(summary: ProfileSummary, what: string, rows = 10): string {
  const { functions, groups, folders, seconds, idle } = summary;
  return [
    `CPU profile of ${what}, ${seconds.toFixed(1)} s, idle ${percent(idle)}; shares are of the time in which it worked.`,
    '',
    table([
      ['self time by function', '', 'by file or dependency', '', 'by folder', ''],
      ...Array.from({ length: rows }, (_, row) => {
        const [one, group, folder] = [functions[row], groups[row], folders[row]];
        return [
          one ? code(one.name) : '',
          one ? percent(one.share) : '',
          ...[group, folder].flatMap((shown) =>
            shown ? [code(shown.group), percent(shown.share)] : ['', ''],
          ),
        ];
      }),
    ]),
  ].join('\n');
}

const code = (text: string): string => `\`${text.replaceAll('|', '\\|').replaceAll('`', "'")}\``;

/** One sentence for a target that is missed. */
export function whereText(summary: ProfileSummary, what: string): string {
  const heaviest = summary.folders.slice(0, 6).map(({ group, share }) => `${code(group)} ${percent(share)}`);
  return `${what} waits ${percent(summary.idle)} of the time; of the rest: ${heaviest.join(', ')}.`;
}
