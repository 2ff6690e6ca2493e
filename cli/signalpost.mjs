#!/usr/bin/env node
/**
 * The first file that runs, with whatever Node (20 or newer) the machine has and nothing installed: plain
 * JavaScript, no dependencies. It installs the packages if they are missing or not those of the lockfile,
 * then hands over to `main.ts` under the Node of the checkout.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const NODE = join(ROOT, 'node_modules', '.bin', 'node');
const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

if (Number(process.versions.node.split('.')[0]) < 20) {
  console.error(`Node ${process.versions.node} is too old to install Signalpost; it needs Node 20 or newer.`);
  process.exit(1);
}

/**
 * No package may run a script when it is installed, but for `node`, whose script puts the program in its place. Older
 * npm (10 comes with Node 20) does not know `allowScripts` of package.json, so this is said in words that all know.
 * Warnings are left out: most say that a package wants a newer Node than the one that runs npm.
 */
const INSTALL = [
  ['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'],
  ['rebuild', 'node', '--ignore-scripts=false', '--loglevel=error'],
];

/** Why the packages have to be installed; undefined when all are there as the lockfile says. */
function whyInstall() {
  const installedFile = join(ROOT, 'node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) return 'the packages are not installed yet';
  if (!existsSync(NODE)) return 'Node 24 (npm package "node") is missing';
  const locked = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages;
  // npm writes there what it installed; optional packages of other platforms are left out.
  const installed = JSON.parse(readFileSync(installedFile, 'utf8')).packages;
  for (const [path, entry] of Object.entries(locked)) {
    if (path === '' || (entry.optional && installed[path] === undefined)) continue;
    if (installed[path]?.version !== entry.version || installed[path]?.integrity !== entry.integrity) {
      return `the lockfile wants ${path.replace(/^.*node_modules\//, '')} ${entry.version}`;
    }
  }
  return undefined;
}

/** Only one process at a time installs into a checkout; the kernel frees the name when it ends. */
async function holdInstallLock() {
  const digest = createHash('sha256').update(ROOT).digest('hex');
  // The full 108 bytes of an address: older Nodes fill a shorter name up with zeros, newer ones do not.
  const name = `\0signalpost-install-${digest}`.padEnd(108, '-');
  const deadline = Date.now() + 15 * 60_000;
  let said = false;
  while (Date.now() < deadline) {
    const server = createServer();
    const bound = await new Promise((resolve, reject) => {
      server.once('error', (error) => (error.code === 'EADDRINUSE' ? resolve(false) : reject(error)));
      server.listen(name, () => resolve(true));
    });
    if (bound) return () => server.close();
    if (!said) console.error('Another process is installing the packages of this checkout; waiting for it.');
    said = true;
    await sleep(300);
  }
  throw new Error('Another process has been installing packages for 15 minutes; end it and try again.');
}

/** Runs a program in our terminal, passes signals on, and resolves with its exit code (128 + n for signal n). */
function run(file, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: 'inherit', env: { ...process.env, ...env } });
    const forward = (signal) => child.kill(signal);
    for (const signal of SIGNALS) process.on(signal, forward);
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      for (const name of SIGNALS) process.off(name, forward);
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}

async function install() {
  if (whyInstall() === undefined) return;
  const release = await holdInstallLock();
  try {
    const why = whyInstall();
    if (why === undefined) return;
    console.error(`Installing the packages with npm ci, because ${why}. This takes a minute.`);
    process.chdir(ROOT);
    const began = Date.now();
    // npm shows a bar of its own on a terminal; elsewhere nothing would tell this from hanging.
    const ticking = setInterval(() => {
      if (!process.stderr.isTTY)
        console.error(`npm ci has been running for ${Math.round((Date.now() - began) / 1000)} s`);
    }, 10_000);
    try {
      for (const args of INSTALL) {
        const code = await run('npm', args);
        if (code !== 0) throw new Error(`npm ${args[0]} failed (exit ${code}); its own words are above.`);
      }
    } finally {
      clearInterval(ticking);
    }
    const still = whyInstall();
    if (still !== undefined) throw new Error(`npm ci succeeded, but ${still}. Its log is in ~/.npm/_logs`);
  } finally {
    release();
  }
}

try {
  const cwd = process.cwd();
  await install();
  process.chdir(cwd);
  // A filter starts often and shall be small: a small nursery.
  const flags = process.argv[2] === 'classify' ? ['--max-semi-space-size=2'] : [];
  // From the second start on nothing is compiled, by it and by all that it starts (`COMPILED` of stack/home.ts).
  const compiled = join(ROOT, 'node_modules', '.cache', 'signalpost');
  const env = { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? compiled };
  process.exitCode = await run(NODE, [...flags, join(ROOT, 'cli', 'main.ts'), ...process.argv.slice(2)], env);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
