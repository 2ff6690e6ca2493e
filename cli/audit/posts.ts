/**
 * What the networks say they have, against what the log allowed: the hash is computed here again from the text
 * that the network got, so nothing rests on what the log claims about itself.
 */
import { createHash } from 'node:crypto';
import type { Event } from '../../topics/events.ts';
import { accountKey, type Evidence, type JournaledPost } from './entry.ts';

type Request = Event<'RequestAction'>['data'];
/** Where verdicts and requests are; kept for a month. */
const REQUESTS: readonly string[] = ['action.commands', 'safety.checked'];

/** A post is in the network's listings so long after it was taken, at the latest, ms. */
const VISIBLE_MS = 10_000;

/** SHA-256 over the canonical form that the design fixes for content; what readers must be told comes last, if anything. */
export function hashOfContent(
  account: string,
  target: string | null,
  text: string,
  told: readonly string[] = [],
): string {
  const parts: unknown[] = ['signalpost-content-1', account, target, text, []];
  if (told.length > 0) parts.push([...told].toSorted());
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/**
 * Hashes under which a post may have been checked: networks want the addressee's name before the text, and tell nothing
 * of what its writer has declared.
 */
function hashesOf(post: JournaledPost, { target }: Request): ReadonlySet<string> {
  const account = accountKey(post.network, post.accountId);
  const texts = [post.text, post.text.replace(/^@\S+\s/, '')];
  const { disclosures } = target;
  return new Set(texts.map((text) => hashOfContent(account, post.inReplyTo, text, disclosures)));
}

export class PostAudit {
  readonly #evidence: Evidence;
  readonly #attempted = new Set<string>();
  readonly #requests = new Map<string, Request[]>();
  /** Content hash of verdicts by id, as the safety check itself wrote them. */
  readonly #verdicts = new Map<string, { readonly contentHash: string; readonly flagged: boolean }>();
  /** Content hash of approvals by action, as the reply decider wrote them. */
  readonly #approvals = new Map<string, string>();
  /** Epoch ms; what was posted before cannot be judged, because requests are past their retention. */
  readonly #judgedFrom: number;

  constructor(evidence: Evidence) {
    this.#evidence = evidence;
    const cut = REQUESTS.some((topic) => evidence.cut.has(topic));
    const times = evidence.entries.flatMap(({ event }) =>
      event.type === 'RequestAction' ? [event.recordedAt] : [],
    );
    this.#judgedFrom = cut ? times.reduce((a, b) => Math.min(a, b), Infinity) : 0;
    for (const { event } of evidence.entries) {
      if (event.type === 'AttemptStarted') {
        this.#attempted.add(`${event.data.target.accountId}|${event.data.target.targetNativeId}`);
      } else if (event.type === 'RequestAction') {
        const { target } = event.data;
        const id = `${target.accountId}|${target.targetNativeId}`;
        const list = this.#requests.get(id);
        if (list) list.push(event.data);
        else this.#requests.set(id, [event.data]);
      } else if (event.type === 'SafetyChecked') {
        this.#verdicts.set(event.data.verdict.verdictId, event.data.verdict);
      } else if (event.type === 'ReplyApproved') {
        this.#approvals.set(event.data.actionId, event.data.approval.contentHash);
      }
    }
  }

  withoutAttempt(): readonly string[] {
    return this.#evidence.posts.filter((post) => !this.#attempted.has(idOf(post))).map(nameOf);
  }

  withoutVerdict(): readonly string[] {
    return this.#failing(
      ({ target, verdict }, hashes) =>
        hashes.has(verdict.contentHash) &&
        verdict.contentHash === target.contentHash &&
        this.#verdicts.get(verdict.verdictId)?.contentHash === verdict.contentHash,
    );
  }

  withoutApproval(): readonly string[] {
    return this.#failing(
      ({ target, verdict, approval }, hashes) =>
        hashes.has(approval.contentHash) &&
        approval.contentHash === target.contentHash &&
        this.#approvals.get(target.actionId) === approval.contentHash &&
        (approval.mode === 'person' || verdict.decision === 'pass'),
    );
  }

  /** Asked for with a verdict that said it must not go out. */
  flagged(): readonly string[] {
    return this.#evidence.posts
      .filter((post) =>
        (this.#requests.get(idOf(post)) ?? []).some(
          (request) =>
            hashesOf(post, request).has(request.target.contentHash) &&
            (this.#verdicts.get(request.verdict.verdictId) ?? request.verdict).flagged,
        ),
      )
      .map(nameOf);
  }

  twice(): readonly string[] {
    const seen = new Set<string>();
    return this.#evidence.posts
      .filter(({ inReplyTo }) => inReplyTo !== null)
      .map(idOf)
      .filter((id) => seen.size === seen.add(id).size);
  }

  /** Published by the log's word, of networks whose journals are here. */
  notAtNetwork(): readonly string[] {
    const { entries, postsLater } = this.#evidence;
    const there = new Set(postsLater.map(({ network, nativePostId }) => `${network}|${nativePostId}`));
    const networks = new Set(postsLater.map(({ network }) => network));
    return entries.flatMap(({ event }) =>
      event.type === 'AttemptPublished' &&
      networks.has(event.data.target.network) &&
      !there.has(`${event.data.target.network}|${event.data.networkPostId}`)
        ? [event.data.attemptId]
        : [],
    );
  }

  /** Attempts that were read back and not found, though the network took the reply well before. */
  overlooked(): readonly string[] {
    const { entries, posts } = this.#evidence;
    const taken = new Map(posts.map((post) => [idOf(post), post.at]));
    const targets = new Map(
      [...this.#requests.values()].flat().map(({ target }) => [target.actionId, target] as const),
    );
    return entries.flatMap(({ event }) => {
      if (event.type !== 'RecordReadback' || event.data.finding !== 'not_found') return [];
      const target = targets.get(event.data.actionId);
      const at = target && taken.get(`${target.accountId}|${target.targetNativeId}`);
      return at !== undefined && at < event.recordedAt - VISIBLE_MS ? [event.data.attemptId] : [];
    });
  }

  /** Posts of which no requested action satisfies the rule. */
  #failing(rule: (request: Request, hashes: ReadonlySet<string>) => boolean): readonly string[] {
    return this.#evidence.posts
      .filter(({ at }) => at >= this.#judgedFrom)
      .filter(
        (post) =>
          !(this.#requests.get(idOf(post)) ?? []).some((request) => rule(request, hashesOf(post, request))),
      )
      .map(nameOf);
  }
}

const idOf = ({ network, accountId, inReplyTo }: JournaledPost): string =>
  `${accountKey(network, accountId)}|${inReplyTo}`;
const nameOf = ({ network, nativePostId }: JournaledPost): string => `${network}|${nativePostId}`;
