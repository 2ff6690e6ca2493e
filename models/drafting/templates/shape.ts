/**
 * Approved wording, put together from an opening, a body and a closing. `{name}` and `{brand}` are the only
 * places that are filled, with a cleaned name and with the workspace's own brand name.
 */
export interface LanguageTemplates {
  /** With a name; each must contain `{name}`. */
  readonly named: readonly string[];
  /** Between opening and body: a space, or nothing where the script has none. */
  readonly gap: string;
  /** Without one. */
  readonly unnamed: readonly string[];
  readonly bodies: Readonly<Record<BodySet, readonly string[]>>;
  /** Each may contain `{brand}`. */
  readonly closings: readonly string[];
}

export const BODY_SETS = [
  'empathetic',
  'empathetic_asked',
  'appreciative',
  'appreciative_asked',
  'helpful',
] as const;

/** Tone, and whether the author asked something. Helpful answers always follow a question. */
export type BodySet = (typeof BODY_SETS)[number];
