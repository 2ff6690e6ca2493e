import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { waitForLock } from '../lock.ts';
import type { Artifact } from './artifacts.ts';
import { differences } from './verify.ts';

const LIMIT_MS = 15 * 60_000;

/**
 * The artifact's folder in the cache, downloading it first if need be. It appears there by one rename after
 * every file has been verified, so a folder that exists is whole and later starts need no network. The lock
 * makes two first starts at the same time share one download.
 */
export async function fetchArtifact(
  artifact: Artifact,
  cache: string,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<string> {
  const target = join(cache, artifact.folder);
  if (existsSync(target)) return target;
  mkdirSync(cache, { recursive: true });
  const release = await waitForLock(join(cache, `${artifact.folder}.lock`), LIMIT_MS, say, signal);
  try {
    if (existsSync(target)) return target;
    for (const left of readdirSync(cache)) {
      if (left.startsWith(`${artifact.folder}.part-`)) rmSync(join(cache, left), { recursive: true });
    }
    const work = mkdtempSync(join(cache, `${artifact.folder}.part-`));
    try {
      const files = join(work, 'files');
      say(`downloading ${artifact.name} with Maven, about ${megabytes(artifact.bytes)} MB, once`);
      await runMaven(artifact, work, files, say, signal);
      const wrong = await differences(files, artifact.digests);
      if (wrong.length > 0) {
        throw new Error(
          `${artifact.name}: the download is not what we know, so it is not used:\n  ${wrong.join('\n  ')}`,
        );
      }
      if (artifact.unpack !== undefined) {
        await promisify(execFile)('tar', ['-xzf', artifact.unpack], { cwd: files, signal });
        rmSync(join(files, artifact.unpack));
      }
      renameSync(files, target);
      say(`${artifact.name}: verified and kept in ${target}`);
      return target;
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  } finally {
    await release();
  }
}

/** Runs Maven with a repository of its own, whose growth is the progress; nothing stays in the user's. */
async function runMaven(
  artifact: Artifact,
  work: string,
  into: string,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const repository = join(work, 'repository');
  const args = [
    '--batch-mode',
    '--strict-checksums',
    `-Dmaven.repo.local=${repository}`,
    ...artifact.maven(into),
  ];
  const output: string[] = [];
  const child = spawn('mvn', args, {
    cwd: work,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LIMIT_MS,
    signal,
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output.push(text);
      if (output.length > 50) output.shift();
    });
  }
  const progress = setInterval(() => {
    say(`${artifact.name}: ${megabytes(sizeOf(repository))} of about ${megabytes(artifact.bytes)} MB`);
  }, 5_000);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (code === 0) return;
    const tail = output.join('').trim().split('\n').slice(-15).join('\n  ');
    throw new Error(
      `Maven could not fetch ${artifact.name} (exit ${code}). Is the network there?\n  ${tail}`,
    );
  } finally {
    clearInterval(progress);
  }
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e6);
}

function sizeOf(folder: string): number {
  if (!existsSync(folder)) return 0;
  let bytes = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    // Maven renames its temporary files while we look.
    if (entry.isFile())
      bytes += statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0;
  }
  return bytes;
}
