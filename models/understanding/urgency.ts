/** Which topics of risk a text speaks of: what the gate holds answers for, and what makes a message a complaint. */
import type { Span } from '../ports.ts';
import type { Folded } from '../text/fold.ts';
import { PhraseMatcher } from '../text/phrases.ts';
import { RISK_PHRASES, RISK_TOPICS } from './risk-phrases.ts';
import type { RiskTopic } from './risk-phrases.ts';

const MATCHER = new PhraseMatcher(
  RISK_TOPICS.map((topic) => RISK_PHRASES[topic]),
  { shared: true },
);

/** First hit of each risk topic in a flattened text. */
export function riskTopics(flat: Folded): ReadonlyMap<RiskTopic, Span> {
  const found = new Map<RiskTopic, Span>();
  for (const hit of MATCHER.find(flat)) {
    const topic = RISK_TOPICS[hit.entry]!;
    if (!found.has(topic)) found.set(topic, { start: hit.start, end: hit.end });
  }
  return found;
}
