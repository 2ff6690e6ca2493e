/**
 * Every code that people may meet, as a plain sentence: why something is held, waits, was refused or ended.
 * Codes are never shown alone; one that is missing here is spelled out by `sentenceOf`.
 */
export const CODES = {
  // why a person must look
  flagged: 'The safety check flagged the text. It must be edited first.',
  safety_hold: 'The safety check asks for a person.',
  edited_by_person: 'A person wrote this text, so a person sends it.',
  not_understood: 'We could not tell what the message is about.',
  urgent: 'The message is urgent. A person should know of it.',
  low_confidence: 'We are not sure what the message means.',
  perhaps_urgent: 'The person is unhappy, and it may be urgent.',
  urgency_unread: 'Nothing here recognises danger or hurry in this language.',
  strongly_negative: 'The person is very upset. A template could make it worse.',
  direct_message: 'Direct messages are answered by people.',
  undone: 'The approval was taken back.',
  check_missing: 'The safety check has not answered. Save the text again, then it is checked.',
  // what the safety check found
  unscored: 'A part of the safety check gave no answer, so a person decides.',
  brand_unscored: 'Nobody has measured yet whether this sounds like the brand.',
  brand_under_threshold: 'This does not sound enough like the brand.',
  toxicity_over_threshold: 'The text reads as rude or aggressive.',
  hate_over_threshold: 'The text reads as hateful.',
  explicit_over_threshold: 'The text reads as explicit.',
  near_threshold: 'The text is close to a limit of the safety check.',
  rule_broken: 'The text breaks a rule of this workspace.',
  inbound_risk: 'The message itself is delicate: a threat, a legal matter, a health risk or the like.',
  layer_failed: 'A part of the safety check failed, so a person decides.',
  layer_timed_out: 'A part of the safety check took too long, so a person decides.',
  verdict_outdated: 'The safety policy has changed, so the text is checked again.',
  disagreement: 'Two parts of the safety check disagree, so a person decides.',
  policy_invalid: 'The rules of this workspace cannot be read, so a person decides.',
  link_not_allowed: 'The text has a link to a site that is not on the list.',
  // why no reply was written
  spam: 'It looks like spam.',
  nothing_to_add: 'There is nothing useful to add.',
  no_template_fits: 'No approved template fits.',
  brand_name_missing: 'The brand has no name yet, and every template needs it.',
  // what a reply waits for
  account_not_connected: 'The account is not connected yet.',
  account_on_hold: 'This account is stopped.',
  quiet_hours: 'It is quiet hours for this account.',
  network_limit: 'The network’s limit for this account is used up for now.',
  network_trouble: 'The network has trouble right now. It is tried again by itself.',
  grants_expire:
    'Permissions to post run out before they are used. The clocks of our servers may differ; it is tried again by itself.',
  in_line: 'Other replies of this account go first.',
  retrying: 'The last try did not get through. It is tried again.',
  // why a reply was not allowed
  not_summoned:
    'The author did not mention the account, and the network allows replies only to those who did.',
  too_old: 'The message is too old to be answered.',
  direct_not_supported: 'Direct messages cannot be answered from here yet.',
  too_long: 'The text is longer than the network allows.',
  empty_text: 'The text is empty.',
  not_your_account: 'The account belongs to another workspace.',
  unknown_network: 'This network is not connected.',
  content_changed: 'The text changed after its check.',
  verdict_for_other_content: 'The safety check was about another text.',
  approval_for_other_content: 'The approval was about another text.',
  not_approved: 'A person must approve this first.',
  already_answered: 'This message has been answered, or is being answered.',
  repeated_text: 'The same text went to the same person a short time ago.',
  attempts_exhausted: 'Every try failed before anything was sent.',
  queue_full: 'Too many replies of this account are waiting.',
  // why a decision was not taken
  conversation_moved_on: 'A newer message arrived in this conversation.',
  draft_changed: 'The draft was changed meanwhile.',
  flagged_edit_first: 'The safety check flagged this text. Edit it, then it is checked again.',
  not_checked_yet: 'The text is still being checked. Try again in a moment.',
  not_checked: 'This text has not been checked. Save it again, then it is checked.',
  still_checking: 'The text is still being checked. Try again in a moment.',
  unknown_draft: 'This draft is not there any more.',
  already_decided: 'This was already decided.',
  already_approved: 'This reply is already on its way.',
  already_posted: 'This reply is already posted.',
  already_rejected: 'This draft was already rejected.',
  already_over: 'This is over. Nothing more can be done with it.',
  still_withdrawing: 'It is being taken back. Try again in a moment.',
  undo_first: 'This reply is on its way. Undo the approval first.',
  nothing_to_undo: 'It was not approved, so there is nothing to undo.',
  too_late: 'Too late: it is already being sent.',
  label_unknown: 'There is no such label.',
  not_in_sample: 'Nobody asks for a label of this message.',
  label_changed: 'Somebody else has corrected this meanwhile. This is their label.',
  label_missing: 'We have not read this message yet. Try again in a moment.',
  command_rejected: 'This was refused.',
  idempotency_key_reused: 'This was sent before with another text. Try again.',
  // what went wrong on the way
  invalid_request: 'Something about this request is not right.',
  unauthenticated: 'Your session has ended. Sign in again.',
  foreign_origin: 'Open Signalpost in its own tab and try again.',
  not_found: 'It is not there any more.',
  body_too_large: 'The text is too large.',
  rate_limited: 'Too many requests. Wait a moment.',
  starting: 'Signalpost is starting. Try again in a moment.',
  internal: 'Something went wrong on our side.',
  log_unconfirmed:
    'It is not known yet whether this was saved. Trying again is safe: it can only count once.',
  log_unavailable: 'Signalpost cannot save anything right now. Nothing was changed.',
  read_model_unavailable: 'Signalpost cannot read its data right now.',
  no_answer: 'No answer from Signalpost. Check your connection.',
} as const satisfies Record<string, string>;

/** The sentence for a code; an unknown one becomes words, never silence. */
export function sentenceOf(code: string): string {
  if (Object.hasOwn(CODES, code)) return CODES[code as keyof typeof CODES];
  return `${humanise(code)}.`;
}

/** Plain words of ours that begin small and end without a mark: a sentence. */
export const asSentence = (text: string): string =>
  `${text.slice(0, 1).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;

/** `brand_unscored` or `kindProbabilities` → "Brand unscored", "Kind probabilities". */
export function humanise(name: string): string {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[_\-.]+/g, ' ')
    .replace(/:(?=\S)/g, ': ')
    .trim()
    .toLowerCase();
  return words === '' ? 'Unknown' : words[0]?.toUpperCase() + words.slice(1);
}
