/**
 * A JVM can keep what it has made of the classes that a program loads (JEP 350: dynamic class data sharing): mapped at
 * the next start they cost half of its processor time. It writes them when the program ends in order; at a start it
 * looks whether Java and jars are those of then, and loads as always where they are not.
 */
import { copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { PartContext } from './part.ts';
import { checkTool } from './tools.ts';

export interface ClassArchive {
  /** What the JVM is told: to use the archive, or to write one. */
  flags(context: Pick<PartContext, 'cache' | 'dataDir'>): readonly string[];
  /** After the program has ended in order: keeps what was written, for every later start of this user. */
  keep(context: Pick<PartContext, 'cache' | 'dataDir' | 'say'>): void;
}

/**
 * @param folder of the program in the cache; its name has the version.
 * @param java version of Java, part of the name: another one would refuse the archive.
 */
export function classArchive(folder: string, java: () => string = javaVersion): ClassArchive {
  const kept = (cache: string): string => join(cache, `${folder}-java-${java()}.jsa`);
  const written = (dataDir: string): string => join(dataDir, 'classes.jsa');
  return {
    flags({ cache, dataDir }) {
      const archive = kept(cache);
      return [
        existsSync(archive)
          ? `-XX:SharedArchiveFile=${archive}`
          : `-XX:ArchiveClassesAtExit=${written(dataDir)}`,
      ];
    },
    keep({ cache, dataDir, say }) {
      const from = written(dataDir);
      if (!existsSync(from)) return;
      const beside = `${kept(cache)}.part-${process.pid}`;
      try {
        // Another file system, perhaps; it appears by a rename, so that one that is there is whole.
        copyFileSync(from, beside);
        renameSync(beside, kept(cache));
      } catch (error) {
        rmSync(beside, { force: true });
        say(`the next start is no faster: ${(error as Error).message}`);
      }
      rmSync(from, { force: true });
    },
  };
}

let version: string | undefined;
/** For example `17.0.15`; asked for once in a process. */
function javaVersion(): string {
  if (version !== undefined) return version;
  const checked = checkTool('java');
  version = (checked.ok && /"([\w.+-]+)"/.exec(checked.version)?.[1]) || 'unknown';
  return version;
}
