/** Something that the person who started the load can put right; the message says how. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
