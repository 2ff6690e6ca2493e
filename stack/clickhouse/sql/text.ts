/** Builds the few statements that this process adds to a client's own. All values are quoted here. */

/** A string literal. */
export function literal(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\0', '\\0')}'`;
}

/** A quoted identifier. */
export function identifier(name: string): string {
  return `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``;
}

/**
 * What a request's fresh connection is told before its statement: database, settings, bound parameters.
 * Names must already be checked. Empty when there is nothing to say.
 *
 * @param readOnly as for GET on a server: no writes, settings may change
 */
export function prelude(request: {
  database: string | undefined;
  settings: ReadonlyMap<string, string>;
  params: ReadonlyMap<string, string>;
  readOnly: boolean;
}): string {
  const pairs = [
    ...[...request.settings].map(([name, value]) => `${name} = ${literal(value)}`),
    ...[...request.params].map(([name, value]) => `param_${name} = ${literal(value)}`),
  ];
  const statements: string[] = [];
  if (request.database !== undefined && request.database !== '') {
    statements.push(`USE ${identifier(request.database)}`);
  }
  if (pairs.length > 0) statements.push(`SET ${pairs.join(', ')}`);
  // Last: once it holds, some settings can no longer be changed.
  if (request.readOnly && !request.settings.has('readonly')) statements.push('SET readonly = 2');
  return statements.join('; ');
}

/** Marks a statement so that it can be found in `system.processes`. */
export function tagComment(tag: string): string {
  return `/* ${tag} */`;
}

/** Stops the statement that carries the tag. The tag is ours: letters, digits and hyphens. */
export function killByTag(tag: string, mode: 'SYNC' | 'ASYNC' | 'TEST'): string {
  const pattern = literal(`%${tagComment(tag)}%`);
  return `KILL QUERY WHERE query LIKE ${pattern} AND query NOT LIKE '%KILL QUERY WHERE%' ${mode}`;
}

/** A SELECT whose answer goes into a named pipe. `at` is where INTO OUTFILE belongs, `end` where the text ends. */
export function selectInto(sql: string, at: number, end: number, pipe: string, tag: string): string {
  // The line break ends a line comment that the client's text may hold before `at`.
  const before = `${sql.slice(0, at)}\n`;
  return `${before}INTO OUTFILE ${literal(pipe)} APPEND ${sql.slice(at, end)}\n${tagComment(tag)}`;
}

/** An INSERT whose rows come from a file of ours, so that no byte of them is ever read as SQL. */
export function insertFrom(
  head: { sql: string; infileAt: number },
  file: string,
  format: string,
  tag: string,
): string {
  const { sql, infileAt } = head;
  const infile = `FROM INFILE ${literal(file)} ${tagComment(tag)} COMPRESSION 'none'`;
  return `${sql.slice(0, infileAt)}\n${infile} ${sql.slice(infileAt)}\nFORMAT ${format}`;
}
