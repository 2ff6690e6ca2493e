/** What each head of a model reads, in the words of people who never trained one. */
import { humanise } from '../words/codes.ts';

interface HeadWords {
  readonly name: string;
  readonly reads: string;
  /** What becomes of its answer. */
  readonly use: string;
}

const RULES_ANSWER =
  'Not used for your messages: rules that show their reasons answer this. It answers in “signalpost classify”.';
const REVIEW = 'Shown to people and counted. It never decides about a reply.';

const HEADS: Readonly<Record<string, HeadWords>> = {
  sentiment: {
    name: 'Mood',
    reads: 'Whether a message is negative, neutral or positive, in eight languages.',
    use: 'Chooses the tone of the draft, and whether a person must look.',
  },
  emotion: { name: 'Emotion', reads: 'Which of four emotions stands out in a message.', use: REVIEW },
  irony: {
    name: 'Irony',
    reads: 'Whether a message means the opposite of what it says.',
    use: 'Where irony is likely, we trust the mood less, and a person looks sooner.',
  },
  offensive: { name: 'Offensive', reads: 'Whether a message insults or swears at somebody.', use: REVIEW },
  hate: {
    name: 'Hate',
    reads: 'Whether a message attacks people for who they are.',
    use: 'For review by people only. It never acts by itself.',
  },
  toxic: { name: 'Toxic', reads: 'Whether a message is rude enough to drive others away.', use: REVIEW },
  explicit: {
    name: 'Explicit',
    reads: 'Whether a draft reads like sexual content, whatever its words.',
    use: 'It can only hold a draft for a person: it knows how one hand writes such texts, and misses much.',
  },
  sarcasm: {
    name: 'Sarcasm',
    reads: 'Whether a message mocks by saying the opposite.',
    use: 'Where it is likely, we trust the mood less.',
  },
  spam: {
    name: 'Spam',
    reads: 'Whether a text is an unwanted advertisement or a trick.',
    use: 'Together with rules it decides whether a message is spam and gets no reply.',
  },
  spamMessage: {
    name: 'Spam in messages',
    reads:
      'Whether a direct message is an unwanted advertisement or a trick. It has learned from text messages of telephones, ' +
      'as nobody publishes direct messages: its scores are of those.',
    use: 'Together with rules it decides whether a message is spam and gets no reply.',
  },
  spamComment: {
    name: 'Spam in comments',
    reads: 'Whether a comment is an unwanted advertisement or a trick.',
    use: 'Together with rules it decides whether a comment is spam and gets no reply.',
  },
  spamPost: {
    name: 'Spam in posts',
    reads: 'Whether a public post, reply or comment to a brand is an unwanted advertisement or a trick.',
    use: 'Together with rules it decides whether a post is spam and gets no reply.',
  },
  channel: {
    name: 'Message or comment',
    reads: 'Whether a text reads like a direct message or like a comment.',
    use: 'Weighs the two spam heads where the network does not say.',
  },
  'safety toxicity': {
    name: 'Rude drafts',
    reads: 'Whether a draft of ours is rude or aggressive.',
    use: 'A second opinion in the safety check. Where it and the other classifier disagree, a person decides.',
  },
  'safety hate': {
    name: 'Hateful drafts',
    reads: 'Whether a draft of ours attacks people for who they are.',
    use: 'A second opinion in the safety check. Where it and the other classifier disagree, a person decides.',
  },
  language: {
    name: 'Language',
    reads: 'In which of seven languages a message is written.',
    use: 'Chooses the language of the draft and the words that are looked for.',
  },
  kind: {
    name: 'Kind',
    reads: 'Whether it is a question, a complaint, praise and so on.',
    use: 'Together with rules it says what a message is about; where they are not sure, a person answers.',
  },
  urgency: { name: 'Urgency', reads: 'How soon somebody should look.', use: RULES_ANSWER },
  emotions: {
    name: 'Finer emotions',
    reads: 'Which of 28 emotions are in a text; several may be.',
    use: 'Not used for your messages. It answers in “signalpost classify”.',
  },
};

export function headWords(name: string): HeadWords {
  const known = Object.hasOwn(HEADS, name) ? HEADS[name] : undefined;
  return known ?? { name: humanise(name), reads: 'Nobody has described this head yet.', use: '' };
}
