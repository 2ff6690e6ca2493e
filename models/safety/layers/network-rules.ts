/** The network's rules about content; the rows are in `../rules/network-rules.ts`. */
import twitter from 'twitter-text';
import type { SafetyIssue, Span } from '../../ports.ts';
import { findUndone, PhraseMatcher } from '../../text/phrases.ts';
import type { LayerFinding, PreparedContent, SafetyLayer } from '../layer.ts';
import { CONTENT_ROWS } from '../rules/network-rules.ts';
import type { ContentRow } from '../rules/network-rules.ts';

const MATCHERS: ReadonlyMap<string, PhraseMatcher> = new Map(
  CONTENT_ROWS.flatMap(({ id, rule }) =>
    rule.kind === 'no_phrases' ? [[id, new PhraseMatcher([rule.phrases], { shared: true })] as const] : [],
  ),
);
/** twitter-text's work grows faster than the text; a longer one is for a person. */
const MAX_SCANNED = 5_000;

function check(content: PreparedContent): LayerFinding {
  const rows = CONTENT_ROWS.filter((row) => row.networks.includes(content.network));
  const issues = rows.flatMap((row) =>
    broken(row, content).map((span): SafetyIssue => ({
      layer: 'network',
      rule: row.id,
      span,
      message: row.message,
      severity: 'hold',
    })),
  );
  return { scores: {}, issues };
}

const EXTRACT = {
  most_hashtags: (scanned: string) => twitter.extractHashtagsWithIndices(scanned),
  most_mentions: (scanned: string) => twitter.extractMentionsWithIndices(scanned),
  most_cashtags: (scanned: string) => twitter.extractCashtagsWithIndices(scanned),
} as const;

/** Where a row is broken; null stands for the content as a whole. */
function broken({ id, rule }: ContentRow, content: PreparedContent): readonly (Span | null)[] {
  const media = content.context.media.length;
  if (rule.kind === 'needs_media') return media === 0 ? [null] : [];
  if (rule.kind === 'most_media') return media > rule.most ? [null] : [];
  if (rule.kind !== 'no_phrases') return beyond(content.text, rule.most, EXTRACT[rule.kind]);
  return findUndone(content, MATCHERS.get(id)!).map(({ start, end }) => ({ start, end }));
}

function beyond(
  text: string,
  most: number,
  extract: (scanned: string) => readonly { readonly indices: readonly [number, number] }[],
): readonly (Span | null)[] {
  if (text.length > MAX_SCANNED) return [null];
  return extract(text)
    .slice(most)
    .map(({ indices: [start, end] }) => ({ start, end }));
}

export const networkRulesLayer: SafetyLayer = {
  name: 'network',
  version: 'network-1',
  compliance: true,
  check,
};
