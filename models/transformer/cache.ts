/** Answers by the hash of their text, the most recently used ones; the same text comes often (campaigns, spam waves). */
import { createHash } from 'node:crypto';

/** The text itself is not kept: people's words are in the log and nowhere else. */
export function textKey(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('base64url');
}

export class RecentAnswers<A> {
  readonly #most: number;
  /** In the order of use: the least recently used one first. */
  readonly #answers = new Map<string, A>();

  /** @param most answers that are kept, at least 1 */
  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#answers.size;
  }

  get(key: string): A | undefined {
    const answer = this.#answers.get(key);
    if (answer !== undefined) this.#touch(key, answer);
    return answer;
  }

  put(key: string, answer: A): void {
    this.#touch(key, answer);
    if (this.#answers.size <= this.#most) return;
    const [oldest] = this.#answers.keys();
    this.#answers.delete(oldest!);
  }

  #touch(key: string, answer: A): void {
    this.#answers.delete(key);
    this.#answers.set(key, answer);
  }
}
