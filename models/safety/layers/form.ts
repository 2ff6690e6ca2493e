/** The form of the content: something to read, no tricks with characters, only media that were approved. */
import type { SafetyIssue } from '../../ports.ts';
import type { PreparedContent, SafetyLayer } from '../layer.ts';

/** Controls (Unicode Cc), and those that turn the direction of reading. */
const CONTROLS = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;
/** Tab and line feed are ordinary in a post. */
const ORDINARY = new Set(['\t', '\n']);
const LONE_SURROGATES = /\p{Cs}/gu;

function check(content: PreparedContent): { scores: object; issues: SafetyIssue[] } {
  const issues: SafetyIssue[] = [];
  const add = (rule: string, message: string, span: SafetyIssue['span']): void => {
    issues.push({ layer: 'form', rule, span, message, severity: 'hold' });
  };
  if (content.flat.text === '') add('empty', 'nothing to read', null);
  for (const span of content.skeleton.lookAlikes)
    add('look_alike', 'a letter of another script inside a word', span);
  for (const span of content.skeleton.hidden)
    add('hidden_character', 'an invisible character inside a word', span);
  for (const match of content.text.matchAll(CONTROLS)) {
    if (ORDINARY.has(match[0])) continue;
    add('control_character', 'a control character', { start: match.index, end: match.index + 1 });
  }
  for (const match of content.text.matchAll(LONE_SURROGATES)) {
    add('broken_character', 'half a character', { start: match.index, end: match.index + 1 });
  }
  for (const media of content.context.media) {
    const approved = media.sha256 !== null && content.policy.approvedMedia.includes(media.sha256);
    if (!approved) add('media_not_approved', 'media that nobody has approved', null);
    if ((media.altText ?? '').trim() === '') add('alt_text_missing', 'media without a description', null);
  }
  return { scores: {}, issues };
}

export const formLayer: SafetyLayer = { name: 'form', version: 'form-1', compliance: true, check };
