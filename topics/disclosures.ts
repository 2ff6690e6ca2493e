/**
 * What readers must be told of a text, as whoever writes it declares; whether and how it must be told is the safety
 * check's (`models/safety/rules/disclosures.ts`).
 */
export const DISCLOSURES = ['paid_partnership', 'ai_generated'] as const;
export type Disclosure = (typeof DISCLOSURES)[number];
