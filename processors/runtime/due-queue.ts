/**
 * Ids ordered by when they fall due (then by id, so that two runs agree). A binary heap with lazy removal:
 * a moved or removed id leaves a stale node that is dropped when it surfaces; when stale nodes outnumber
 * the live ones, the heap is built anew, so its size stays below twice the live ids.
 */
export class DueQueue {
  readonly #due = new Map<string, number>();
  #heap: { due: number; id: string }[] = [];

  get size(): number {
    return this.#due.size;
  }

  dueOf(id: string): number | undefined {
    return this.#due.get(id);
  }

  set(id: string, due: number): void {
    if (this.#due.get(id) === due) return;
    this.#due.set(id, due);
    this.#push({ due, id });
    if (this.#heap.length > 2 * this.#due.size + 64) this.#rebuild();
  }

  delete(id: string): void {
    this.#due.delete(id);
  }

  /** The earliest, or null. */
  peek(): { readonly id: string; readonly due: number } | null {
    for (;;) {
      const top = this.#heap[0];
      if (!top) return null;
      if (this.#due.get(top.id) === top.due) return top;
      this.#removeTop();
    }
  }

  /** Takes the earliest if it is due at `now`. */
  take(now: number): string | null {
    const top = this.peek();
    if (!top || top.due > now) return null;
    this.#removeTop();
    this.#due.delete(top.id);
    return top.id;
  }

  #rebuild(): void {
    this.#heap = [];
    for (const [id, due] of this.#due) this.#push({ due, id });
  }

  #push(node: { due: number; id: string }): void {
    const heap = this.#heap;
    let at = heap.push(node) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (before(heap[parent] as typeof node, node)) break;
      heap[at] = heap[parent] as typeof node;
      at = parent;
    }
    heap[at] = node;
  }

  #removeTop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      const right = child + 1;
      if (right < heap.length && before(heap[right] as typeof last, heap[child] as typeof last))
        child = right;
      if (before(last, heap[child] as typeof last)) break;
      heap[at] = heap[child] as typeof last;
      at = child;
    }
    heap[at] = last;
  }
}

function before(a: { due: number; id: string }, b: { due: number; id: string }): boolean {
  return a.due < b.due || (a.due === b.due && a.id <= b.id);
}
