/** The form of the content: something to read, no tricks with characters, only media that were approved. */
import type { SafetyIssue } from '../../ports.ts';
import type { PreparedContent, SafetyLayer } from '../layer.ts';

/** Controls (Unicode Cc), and those that turn the direction of reading. */
const CONTROLS = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;
/** Tab and line feed are ordinary in a post. */
const ORDINARY = new Set(['\t', '\n']);
const LONE_SURROGATES = /\p{Cs}/gu;
/** What both look for is among these; most texts have none, and then neither is asked. */
const SUSPECT = /[^\t\n\u0020-\u007e\u00a0-\u2029\u202f-\u2065\u206a-\ud7ff\ue000-\uffff]/;

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
  if (SUSPECT.test(content.text)) findSuspects(content.text, add);
  for (const media of content.context.media) {
    const approved = media.sha256 !== null && content.policy.approvedMedia.includes(media.sha256);
    if (!approved) add('media_not_approved', 'media that nobody has approved', null);
    if ((media.altText ?? '').trim() === '') add('alt_text_missing', 'media without a description', null);
  }
  return { scores: {}, issues };
}

function findSuspects(
  text: string,
  add: (rule: string, message: string, span: SafetyIssue['span']) => void,
): void {
  for (const { 0: char, index } of text.matchAll(CONTROLS))
    if (!ORDINARY.has(char))
      add('control_character', 'a control character', { start: index, end: index + 1 });
  for (const { index } of text.matchAll(LONE_SURROGATES))
    add('broken_character', 'half a character', { start: index, end: index + 1 });
}

export const formLayer: SafetyLayer = { name: 'form', version: 'form-1', compliance: true, check };
