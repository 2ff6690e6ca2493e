/** Drafts from approved templates: the author's text chooses nothing but the tone and is never repeated. */
import { createHash } from 'node:crypto';
import type { Declined, DeclineReason, Drafted, DraftRequest, DraftWriter, Tone } from '../ports.ts';
import { VERSIONS } from '../versions.ts';
import { authorName } from './author-name.ts';
import { compose } from './compose.ts';
import type { Choice } from './compose.ts';
import type { BodySet } from './templates/shape.ts';
import { TEMPLATES, templateLanguage } from './templates/table.ts';
import { asksSomething, toneOf } from './tone.ts';

const MAX_BRAND = 60;
const BRAND_CONTROLS = /[\p{Cc}\p{Cf}{}]/gu;

/** Unsigned 32-bit numbers from the engagement's id: the same id and attempt always choose the same. */
function numbersFrom(engagementId: string, attempt: number): readonly [number, number, number] {
  const hash = createHash('sha256').update(`${engagementId}\u001f${attempt}`, 'utf8').digest();
  return [hash.readUInt32BE(0), hash.readUInt32BE(4), hash.readUInt32BE(8)];
}

/** From full to bare, so that a tight limit loses the closing first, then the greeting, then tries other bodies. */
function* choices(
  set: readonly string[],
  openings: number,
  closings: number,
  request: DraftRequest,
): Generator<Choice> {
  const [a, b, c] = numbersFrom(request.engagementId, request.attempt);
  const opening = a % openings;
  const closing = c % closings;
  for (let step = 0; step < set.length; step++) yield { opening, body: (b + step) % set.length, closing };
  for (let step = 0; step < set.length; step++)
    yield { opening, body: (b + step) % set.length, closing: null };
  for (let step = 0; step < set.length; step++)
    yield { opening: null, body: (b + step) % set.length, closing: null };
}

function declined(reason: DeclineReason): Declined {
  return { outcome: 'declined', reason, modelVersion: VERSIONS.drafts };
}

function bodySet(tone: Tone, asked: boolean): BodySet {
  if (tone === 'helpful') return 'helpful';
  return asked ? `${tone}_asked` : tone;
}

/** The workspace's own name for itself, without control characters or braces. */
function cleanBrand(brandName: string): string | null {
  const clean = brandName.normalize('NFC').replace(BRAND_CONTROLS, '').replace(/\s+/g, ' ').trim();
  return clean === '' || clean.length > MAX_BRAND ? null : clean;
}

/** Pure; the port's promise is only there for writers that ask somebody. */
export function draftFromTemplates(request: DraftRequest): Drafted | Declined {
  const tone = toneOf(request.kind, request.spam, request.sentiment);
  if (tone === null) return declined(request.spam || request.kind === 'spam' ? 'spam' : 'nothing_to_add');
  const brand = cleanBrand(request.trusted.brandName);
  if (brand === null) return declined('brand_name_missing');
  const language = templateLanguage(request.language);
  const templates = TEMPLATES[language];
  const set = bodySet(tone, asksSomething(request.kind));
  const clean = authorName(request.untrusted.authorName);
  for (const name of clean === null ? [null] : [clean, null]) {
    const openings = (name === null ? templates.unnamed : templates.named).length;
    for (const choice of choices(templates.bodies[set], openings, templates.closings.length, request)) {
      const text = compose(templates, set, name, brand, choice);
      if (!(request.countLength(text) <= request.limit)) continue;
      const parts = [
        name === null ? 'u' : 'n',
        choice.opening ?? '-',
        choice.body,
        choice.closing ?? '-',
      ].join('.');
      const templateId = `${language}/${set}/${parts}`;
      return { outcome: 'drafted', text, templateId, tone, language, modelVersion: VERSIONS.drafts };
    }
  }
  return declined('no_template_fits');
}

export const templateDraftWriter: DraftWriter = {
  draft: (request) => Promise.resolve(draftFromTemplates(request)),
};
