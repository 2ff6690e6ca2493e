/**
 * What the handlers of one engagement cost on one thread: `node processors/bench.ts [ROUNDS] [--digest]`.
 * Each message of the corpus is made another one by two words of its neighbours, so that no cache of whole messages
 * helps; drafts repeat as they do in an installation. Prints µs of processor time per text and handler, checks nothing.
 * Seen on two busy shared cores (Node 24, best rounds): classify 54, analyze 22, draft 23, safety 252, where older code
 * took 68, 21, 34 and 387 beside it.
 * `--digest` prints instead a SHA-256 over everything the handlers say of the corpus and of random texts full of tricks:
 * two versions that print the same decide the same.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { baselineModels } from '../models/baseline.ts';
import { createEnsemble } from '../models/safety/ensemble.ts';
import { DEFAULT_POLICY } from '../models/safety/policy.ts';
import type { WorkspacePolicy } from '../models/safety/policy.ts';
import type { AnyEvent } from '../topics/events.ts';
import { analyze } from './analyze.ts';
import { classify } from './classify.ts';
import { draft } from './draft.ts';
import { engagement, event, NOW } from './machines/testing.ts';
import { demoProfiles } from './profiles.ts';
import type { Effect, Transform } from './runtime/types.ts';
import { safety } from './safety.ts';

const NETWORKS = ['x', 'mastodon'] as const;
const RANDOM_TEXTS = 4_000;
/** Rounds over the corpus before the measured ones. */
const WARM_UP = 4;
const SEED = 20_261_130;

interface Line {
  readonly text: string;
  readonly lang: string;
  readonly author: { readonly name: string; readonly followers: number };
}

const LINES = readFileSync(new URL('../stack/corpus/messages.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Line);

const wordOf = (text: string, n: number): string => {
  const words = text.split(' ');
  return words[n % words.length]!;
};

/** The `round`th telling of line `n`. */
function message(n: number, round: number): Line {
  const line = LINES[n]!;
  const [a, b] = [LINES[(n + 7 * round) % LINES.length]!, LINES[(n + 13 * round + 1) % LINES.length]!];
  if (round === 0) return line;
  const name = `${line.author.name.split(' ')[0]} ${a.author.name.split(' ').at(-1)}`;
  return {
    ...line,
    text: `${line.text} ${wordOf(a.text, round)} ${wordOf(b.text, n)}`,
    author: { ...line.author, name },
  };
}

function received({ text, lang, author }: Line, id: string, network: string): AnyEvent {
  const base = engagement();
  return event(
    'EngagementReceived',
    {
      engagement: {
        ...base,
        engagementId: id,
        nativeId: id,
        network,
        text,
        language: lang,
        author: { ...base.author, displayName: author.name, followers: author.followers },
      },
      authorContacts: null,
      velocity: null,
    },
    { eventId: `${id}-0000` },
  );
}

type Handler = Transform | Effect;

function handlersWith(policyOf: () => WorkspacePolicy | undefined): readonly Handler[] {
  const { classifier, drafts } = baselineModels;
  return [
    classify(() => classifier, demoProfiles),
    analyze(() => baselineModels),
    draft({ writer: drafts, profileOf: demoProfiles }),
    safety({ gate: createEnsemble(), profileOf: demoProfiles, policyOf }),
  ];
}

/** What the handler says of this event; null where nothing follows. */
async function step(handler: Handler, input: AnyEvent): Promise<AnyEvent | null> {
  const outcome = await handler.handle(input, { now: NOW, signal: new AbortController().signal });
  const output = outcome.kind === 'emit' ? outcome.outputs[0] : undefined;
  return output === undefined
    ? null
    : ({ ...event('EngagementReceived', {} as never), type: output.type, data: output.data } as AnyEvent);
}

async function measure(rounds: number): Promise<void> {
  const handlers = handlersWith(() => undefined);
  const each: number[][] = handlers.map(() => []);
  const texts = handlers.map(() => 0);
  for (let round = 1; round <= WARM_UP + rounds; round++) {
    let batch = LINES.map((_, n) => received(message(n, round), `e-${round}-${n}`, NETWORKS[n % 2]!));
    for (const [index, handler] of handlers.entries()) {
      const next: AnyEvent[] = [];
      const cpu = process.cpuUsage();
      for (const one of batch) {
        const output = await step(handler, one);
        if (output !== null) next.push(output);
      }
      const { user, system } = process.cpuUsage(cpu);
      if (round > WARM_UP) {
        each[index]!.push((user + system) / Math.max(1, batch.length));
        texts[index]! += batch.length;
      }
      batch = next.filter((one) => one.type !== ('ReplyDeclined' as AnyEvent['type']));
    }
  }
  for (const [index, { name }] of handlers.entries()) {
    const sorted = each[index]!.sort((a, b) => a - b);
    const [best, median] = [sorted[0]!, sorted[sorted.length >> 1]!].map((n) => n.toFixed(0).padStart(5));
    console.log(`${name.padEnd(10)} ${median} µs a text, ${best} in the best round (${texts[index]} texts)`);
  }
}

/** Texts with what hides words: spaces, dots, stars, digits, zero-width and look-alike letters, marks, emoji. */
function randomTexts(): readonly string[] {
  const words = LINES.flatMap(({ text }) => text.split(' '));
  const listed =
    'fuck idiot shit bitch puta scheiße kurwa merde kill myself lawyer buy now guaranteed refund'.split(' ');
  const pieces = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...words) },
    { weight: 2, arbitrary: fc.constantFrom(...listed) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '@',
        '#win',
        '*',
        '.',
        "'",
        '’',
        '\u200b',
        '\u0301',
        '😀',
        '1',
        '0',
        '$',
        '(',
        '|',
        '!',
        'і',
        'а',
        'fu',
        'ck',
        '\n',
        '\u{1d400}',
        'ⓐ',
        'ｆ',
        '🇩🇪',
        '\ud83d',
        '+49 170 1234567',
        'a@b.example',
        'http://bad.example/x',
        'DE89370400440532013000',
        '12 Main Street',
      ),
    },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
  );
  const tricks: readonly ((word: string) => string)[] = [
    (word) => word,
    (word) => word,
    (word) => word.toUpperCase(),
    (word) => Array.from(word).join(' '),
    (word) => Array.from(word).join('.'),
    (word) => word.replace(/[aeio]/, '*'),
    (word) => word.replace(/[aeio]/g, (vowel) => ({ a: '4', e: '3', i: '1', o: '0' })[vowel]!),
    (word) => word.replace(/(.)/, '$1$1$1$1'),
    (word) => word.replace(/[aeo]/g, (vowel) => ({ a: 'а', e: 'е', o: 'о' })[vowel]!),
    (word) => `${word.slice(0, 2)}\u200b${word.slice(2)}`,
    (word) => `${word.slice(0, 2)} ${word.slice(2)}`,
    (word) => `${word.slice(0, 1)}😀${word.slice(1)}`,
  ];
  const piece = fc.tuple(pieces, fc.nat(tricks.length - 1)).map(([word, n]) => tricks[n]!(word));
  const joined = fc.tuple(fc.array(piece, { maxLength: 30 }), fc.constantFrom(' ', ' ', ' ', '', '\n'));
  return fc.sample(joined, { seed: SEED, numRuns: RANDOM_TEXTS }).map(([parts, by]) => parts.join(by));
}

const STRICT: WorkspacePolicy = {
  ...DEFAULT_POLICY,
  version: 'digest',
  number: 3,
  blockedWords: ['refund', 'rival*', 'cold brew'],
  acceptUnscoredBrand: true,
};

async function digest(): Promise<void> {
  const hash = createHash('sha256');
  const parts = new Map<string, ReturnType<typeof createHash>>();
  const note = (name: string, value: unknown): void => {
    const json = JSON.stringify(value);
    hash.update(json);
    const part = parts.get(name) ?? createHash('sha256');
    parts.set(name, part.update(json));
  };
  const demo = handlersWith(() => undefined);
  const strict = handlersWith(() => STRICT);
  const lines: Line[] = [];
  for (let round = 0; round < 3; round++) for (const n of LINES.keys()) lines.push(message(n, round));
  const texts = randomTexts();
  for (const [n, text] of texts.entries())
    lines.push({
      ...LINES[n % LINES.length]!,
      text,
      author: { name: texts[(n + 1) % texts.length]!.slice(0, 30), followers: n },
    });
  for (const [n, line] of lines.entries()) {
    const handlers = n % 2 === 0 ? demo : strict;
    let at: AnyEvent | null = received(line, `d-${n}`, NETWORKS[n % NETWORKS.length]!);
    for (const handler of handlers) {
      if (at === null || at.type === 'ReplyDeclined') break;
      at = await step(handler, at);
      note(handler.name, at?.data ?? null);
    }
    // The message itself as if somebody of the brand had written it: its own text is full of what lists find.
    const of = received(line, `d-${n}`, NETWORKS[n % NETWORKS.length]!).data as never as {
      engagement: never;
    };
    const written = {
      text: line.text,
      tone: 'helpful',
      templateId: null,
      contentHash: '',
      modelVersion: 't',
    };
    const asked = { draftId: 'd', draftVersion: 2, editor: 'member:7', draft: written };
    const edited = event('ReplyEdited', { ...asked, engagement: of.engagement } as never);
    note('edited', (await step(handlers[3]!, edited))?.data ?? null);
  }
  for (const [name, part] of parts) console.log(name.padEnd(10), part.digest('hex').slice(0, 16));
  console.log('all', hash.digest('hex'));
}

const given = process.argv.slice(2);
if (given.includes('--digest')) await digest();
else await measure(Number(given[0] ?? 10));
