/** How every process of ours begins: its configuration, or all that is wrong with it and an end. */
import { ConfigError, loadConfig, type Config, type Required } from './config.ts';

/** sysexits.h: something was configured wrongly. */
export const EX_CONFIG = 78;

interface Start {
  /** Variables that only this process cannot do without. */
  readonly required?: readonly Required[];
  /** What is wrong with its arguments, told together with the rest. */
  readonly problems?: readonly string[];
  /** What is wrong with a configuration that can be read, for this process. */
  readonly refuses?: (config: Config) => readonly string[];
}

/**
 * The configuration of this process. With problems, all of them go to standard error and the process ends
 * with 78; with `--check` on the command line it ends with 0 when there is none. Nothing was opened until then.
 */
export function configOrExit(
  options: Start & { readonly required: readonly ['SIGNALPOST_API_TOKEN'] },
): Config & { readonly apiToken: string };
export function configOrExit(options?: Start): Config;
export function configOrExit(options: Start = {}): Config {
  const problems = [...(options.problems ?? [])];
  try {
    const config = loadConfig(process.env, options.required);
    problems.push(...(options.refuses?.(config) ?? []));
    if (problems.length === 0) return process.argv.includes('--check') ? process.exit(0) : config;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    problems.push(...error.problems);
  }
  console.error(new ConfigError(problems).message);
  return process.exit(EX_CONFIG);
}

/** Words of the command line that are no options: the names of what should run. */
export function namedOnCommandLine(): readonly string[] {
  return process.argv.slice(2).filter((word) => !word.startsWith('-'));
}
