/**
 * Measures the safety ensemble and writes `models/REPORT-SAFETY.md`: `node models/safety/report.ts`. Everything
 * that is random has a seed, so the same checkout and data write the same file.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brandSection } from './report/brand.ts';
import { classifiersSection } from './report/classifiers.ts';
import { evasionSection } from './report/evasion.ts';
import { explicitSection } from './report/explicit.ts';

const SECTIONS = [evasionSection, classifiersSection, explicitSection, brandSection];

const parts = SECTIONS.map((section) => section());
const text = `# What the safety ensemble does, measured

Written by \`node models/safety/report.ts\`; do not edit. Data are the open parts described in
\`models/datasets.ts\`; what is absent there is left out here and named.

${parts.join('\n\n')}
`;
writeFileSync(fileURLToPath(new URL('../REPORT-SAFETY.md', import.meta.url)), text);
console.log(text);
