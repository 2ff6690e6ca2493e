/** Paid partnerships and AI must be told where the audience's country or the network demands it. */
import type { SafetyIssue } from '../../ports.ts';
import { PhraseMatcher } from '../../text/phrases.ts';
import type { LayerFinding, PreparedContent, SafetyLayer } from '../layer.ts';
import { DISCLOSURE_ROWS } from '../rules/disclosures.ts';
import type { DisclosureRow } from '../rules/disclosures.ts';

const MATCHER = new PhraseMatcher(DISCLOSURE_ROWS.map((row) => row.wordings));

function check(content: PreparedContent): LayerFinding {
  const { disclosures } = content.context;
  if (disclosures === undefined || disclosures.length === 0) return { scores: {}, issues: [] };
  // Only the plain text counts: a disclosure in disguise tells nobody anything.
  const hits = MATCHER.find(content.flat);
  const issues: SafetyIssue[] = [];
  for (const [index, row] of DISCLOSURE_ROWS.entries()) {
    if (!isDemanded(row, content)) continue;
    const told = hits.some((hit) => hit.entry === index && (row.within === null || hit.end <= row.within));
    if (told) continue;
    issues.push({ layer: 'disclosure', rule: row.id, span: null, message: row.message, severity: 'flag' });
  }
  return { scores: {}, issues };
}

function isDemanded(row: DisclosureRow, { context, network, policy }: PreparedContent): boolean {
  if (context.disclosures?.includes(row.about) !== true) return false;
  if (row.networks !== null && !row.networks.includes(network)) return false;
  return row.country === null || policy.countries.includes(row.country);
}

export const disclosureLayer: SafetyLayer = {
  name: 'disclosure',
  version: 'disclosure-1',
  compliance: true,
  check,
};
