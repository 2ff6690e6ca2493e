/** All approved templates by language. */
import { AR, JA, PL } from './more.ts';
import type { LanguageTemplates } from './shape.ts';
import { DE, EN, ES, FR, IT, NL, PT } from './western.ts';

export const TEMPLATES = {
  en: EN,
  es: ES,
  fr: FR,
  de: DE,
  it: IT,
  pt: PT,
  nl: NL,
  pl: PL,
  ja: JA,
  ar: AR,
} as const satisfies Readonly<Record<string, LanguageTemplates>>;

export type TemplateLanguage = keyof typeof TEMPLATES;

/** English where there is no wording in the language. */
export function templateLanguage(language: string): TemplateLanguage {
  return Object.hasOwn(TEMPLATES, language) ? (language as TemplateLanguage) : 'en';
}
