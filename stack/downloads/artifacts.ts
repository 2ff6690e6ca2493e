import { join } from 'node:path';

/** What is downloaded, with Maven, the first time an installation starts on a machine. */
export interface Artifact {
  readonly name: string;
  /** Folder in the cache; the version is part of it, so that a new version is a new download. */
  readonly folder: string;
  /** Roughly what travels (plugins of Maven included), bytes; for the progress line. */
  readonly bytes: number;
  /** `sha256sum` list of every file that must come out, checked in. */
  readonly digests: string;
  /** Maven's arguments; `into` is the folder for the files, `pom` that of the checked-in pom. */
  maven(into: string): readonly string[];
  /** A tarball of the list that is unpacked and then dropped. */
  readonly unpack?: string;
}

const HERE = import.meta.dirname;

export const ARTIFACTS = {
  /**
   * Not 4.3.0 to 4.4.0: started again after a kill, their coordinator skips the markers of a transaction whose
   * partition has no leader yet (KRaftMetadataCache.getPartitionLeaderEndpoint is empty, which it reads as
   * "deleted") and calls it complete. What was acknowledged is then done twice. 4.2 waits for the leader.
   */
  kafka: {
    name: 'Apache Kafka 4.2.2',
    folder: 'kafka-4.2.2',
    bytes: 58e6,
    digests: join(HERE, 'kafka.sha256'),
    maven: (into) => [
      '-f',
      join(HERE, 'kafka.pom.xml'),
      'org.apache.maven.plugins:maven-dependency-plugin:2.10:copy-dependencies',
      `-DoutputDirectory=${into}`,
    ],
  },
  registry: {
    name: 'Apicurio Registry 3.0.9',
    folder: 'apicurio-registry-3.0.9',
    bytes: 121e6,
    digests: join(HERE, 'registry.sha256'),
    // Version 3 of the plugin also wants the artifact's parent pom, which its makers did not publish.
    maven: (into) => [
      'org.apache.maven.plugins:maven-dependency-plugin:2.10:copy',
      '-Dartifact=io.apicurio:apicurio-registry-app:3.0.9:tar.gz:all',
      `-DoutputDirectory=${into}`,
    ],
    unpack: 'apicurio-registry-app-3.0.9-all.tar.gz',
  },
} as const satisfies Record<string, Artifact>;
