/** The engine's own configuration files, as text. */

export type EngineLimits = {
  readonly maxMemoryBytes: number;
  readonly querySeconds: number;
  readonly maxQuerySeconds: number;
};

/** What the one user `default` may do: everything in its databases, nothing beyond them. */
const GRANTS = [
  'GRANT CHECK, SHOW, SELECT, INSERT, ALTER, CREATE, DROP, UNDROP TABLE, TRUNCATE, OPTIMIZE, KILL QUERY, SYSTEM, dictGet ON *.*',
  'REVOKE SYSTEM SHUTDOWN ON *.*',
  'GRANT SET DEFINER ON *',
] as const;

/** Engines that keep to the data directory: no File, URL, S3, remote or executable ones. */
const TABLE_ENGINES = [
  'MergeTree',
  'ReplacingMergeTree',
  'SummingMergeTree',
  'AggregatingMergeTree',
  'CollapsingMergeTree',
  'VersionedCollapsingMergeTree',
  'GraphiteMergeTree',
  'Memory',
  'Null',
  'View',
  'MaterializedView',
  'Buffer',
  'Join',
  'Set',
  'Dictionary',
  'Merge',
  'Log',
  'TinyLog',
  'StripeLog',
  'Atomic',
] as const;

/**
 * `config.xml`. Pools are sized for a machine with few cores that others share. No log of the engine's own:
 * it would hold the text of statements, values included.
 */
export function configXml(limits: EngineLimits, usersFile: string): string {
  return `<clickhouse>
  <max_server_memory_usage>${limits.maxMemoryBytes}</max_server_memory_usage>
  <mark_cache_size>67108864</mark_cache_size>
  <background_pool_size>2</background_pool_size>
  <users_config>${usersFile}</users_config>
  <access_control_improvements>
    <table_engines_require_grant>true</table_engines_require_grant>
  </access_control_improvements>
  <merge_tree>
    <!-- By default a merge may take as many parts as 8 of 16 pool threads allow; the pool here has 2. -->
    <number_of_free_entries_in_pool_to_execute_mutation>2</number_of_free_entries_in_pool_to_execute_mutation>
    <number_of_free_entries_in_pool_to_lower_max_size_of_merge>2</number_of_free_entries_in_pool_to_lower_max_size_of_merge>
    <number_of_free_entries_in_pool_to_execute_optimize_entire_partition>2</number_of_free_entries_in_pool_to_execute_optimize_entire_partition>
  </merge_tree>
</clickhouse>
`;
}

/** `users.xml`: defaults of every query, their bounds, and grants. */
export function usersXml(limits: EngineLimits): string {
  const grants = [...GRANTS, ...TABLE_ENGINES.map((engine) => `GRANT TABLE ENGINE ON ${engine}`)];
  return `<clickhouse>
  <profiles>
    <default>
      <!-- An insert is in its table when it is acknowledged. -->
      <async_insert>0</async_insert>
      <!-- As on a server: text that is no statement is an error. -->
      <implicit_select>0</implicit_select>
      <max_execution_time>${limits.querySeconds}</max_execution_time>
      <constraints>
        <max_execution_time><min>1</min><max>${limits.maxQuerySeconds}</max></max_execution_time>
      </constraints>
    </default>
  </profiles>
  <users>
    <default>
      <password></password>
      <networks><ip>127.0.0.1</ip><ip>::/0</ip></networks>
      <profile>default</profile>
      <quota>default</quota>
      <grants>
${grants.map((grant) => `        <query>${grant}</query>`).join('\n')}
      </grants>
    </default>
  </users>
  <quotas><default></default></quotas>
</clickhouse>
`;
}
