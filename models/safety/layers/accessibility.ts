/**
 * What people with a screen reader need: descriptions, captions, hashtags with a capital for each word, letters
 * that are letters. Descriptions are asked for by the layer `form`.
 */
import type { SafetyIssue } from '../../ports.ts';
import { enclosedLetter } from '../../text/look-alikes.ts';
import type { LayerFinding, PreparedContent, SafetyLayer } from '../layer.ts';

const HASHTAG = /#([\p{L}\p{N}_]+)/gu;
/** A hashtag of one case and this length is most likely made of several words. */
const SEVERAL_WORDS = 14;
const UPPER = /\p{Lu}/u;
const LOWER = /\p{Ll}/u;
/** Mathematical letters (U+1D400 to U+1D7FF), full-width letters, letters in circles. */
const STYLED = /[\u{1d400}-\u{1d7ff}\uff21-\uff3a\uff41-\uff5a\u24b6-\u24e9]/u;
/** More than a few styled letters in one issue list help nobody. */
const MAX_SHOWN = 10;

function check({ text, context }: PreparedContent): LayerFinding {
  const issues: SafetyIssue[] = [];
  const add = (rule: string, message: string, span: SafetyIssue['span']): void => {
    issues.push({ layer: 'accessibility', rule, span, message, severity: 'hold' });
  };
  for (const match of text.matchAll(HASHTAG)) {
    const word = match[1]!;
    const oneCase = UPPER.test(word) !== LOWER.test(word);
    if (oneCase && word.length >= SEVERAL_WORDS) {
      const span = { start: match.index, end: match.index + match[0].length };
      add('hashtag_case', 'a long hashtag needs a capital for each word', span);
    }
  }
  let at = 0;
  let shown = 0;
  for (const char of text) {
    const point = char.codePointAt(0)!;
    if (point < 0x80) {
      at++;
      continue;
    }
    const isFlag = point >= 0x1f1e6 && point <= 0x1f1ff;
    if (shown < MAX_SHOWN && (STYLED.test(char) || (enclosedLetter(point) !== undefined && !isFlag))) {
      add('styled_letter', 'a styled letter that screen readers spell or skip', {
        start: at,
        end: at + char.length,
      });
      shown++;
    }
    at += char.length;
  }
  for (const media of context.media) {
    const kind = context.mediaKinds?.[media.id];
    if (kind !== undefined && kind.kind !== 'image' && !kind.captions)
      add('captions_missing', 'video or audio without captions', null);
  }
  return { scores: {}, issues };
}

export const accessibilityLayer: SafetyLayer = {
  name: 'accessibility',
  version: 'accessibility-1',
  compliance: true,
  check,
};
