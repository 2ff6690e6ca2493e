/** Messages that a person must answer: threats, self-harm, the law, the press, accidents, hate. */
import type { SafetyIssue } from '../../ports.ts';
import { fold } from '../../text/fold.ts';
import { flatten } from '../../text/phrases.ts';
import { skeleton } from '../../text/skeleton.ts';
import type { RiskTopic } from '../../understanding/risk-phrases.ts';
import { riskTopics } from '../../understanding/urgency.ts';
import type { LayerFinding, PreparedContent, SafetyLayer } from '../layer.ts';
import { MAX_JUDGED } from '../limits.ts';
import { findWords } from './words.ts';

/** Topics whose replies are always held, with what the reviewer reads. */
const HELD_TOPICS: Readonly<Partial<Record<RiskTopic, string>>> = {
  self_harm: 'the message answered may speak of self-harm',
  threat: 'the message answered may be a threat',
  legal: 'the message answered speaks of legal steps',
  press: 'the message answered may come from the press',
  safety: 'the message answered may report an accident or a hazard',
};

function check({ context, languages }: PreparedContent): LayerFinding {
  const { inboundText } = context;
  if (inboundText === null) return { scores: {}, issues: [] };
  const issues: SafetyIssue[] = [];
  const add = (rule: string, message: string): void => {
    issues.push({ layer: 'inbound', rule: `inbound_${rule}`, span: null, message, severity: 'hold' });
  };
  if (inboundText.length > MAX_JUDGED) {
    add('too_long', `the message answered has more than ${MAX_JUDGED} units and was not read`);
    return { scores: {}, issues, inboundRisk: true };
  }
  const folded = fold(inboundText);
  const flat = flatten(folded);
  const undone = skeleton(folded);
  const topics = new Set(riskTopics(undone).keys());
  // Where nothing was undone, the walk over the undone text has found all (`findUndone`).
  if (undone.text !== flat.text) for (const topic of riskTopics(flat).keys()) topics.add(topic);
  for (const [topic, message] of Object.entries(HELD_TOPICS))
    if (topics.has(topic as RiskTopic)) add(topic, message);
  const hate = findWords({ flat, skeleton: undone, languages }).hate;
  if (hate.length > 0) add('hate', 'the message answered may be hateful');
  return { scores: {}, issues, inboundRisk: issues.length > 0 };
}

export const inboundRiskLayer: SafetyLayer = { name: 'inbound', version: 'inbound-1', check };
