/**
 * A model of a few hundred bytes for tests, written by the test itself: a bag of embeddings (Gather, masked sum) times
 * a matrix, as ONNX. `good` pulls towards positive, `bad` towards negative, everything else is neutral.
 */
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Protocol buffers, as much as ONNX needs: integers, text or bytes, messages. Numbers of fields: onnx.proto3. */
type Value = number | string | Buffer | readonly Field[];
type Field = readonly [number: number, value: Value];

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) + 128);
  }
}
function message(fields: readonly Field[]): Buffer {
  const parts = fields.flatMap(([number, value]) => {
    if (typeof value === 'number') return [varint(number * 8), varint(value)];
    const bytes =
      typeof value === 'string' ? Buffer.from(value) : Buffer.isBuffer(value) ? value : message(value);
    return [varint(number * 8 + 2), varint(bytes.length), bytes];
  });
  return Buffer.concat(parts);
}

const FLOAT = 1;
const INT64 = 7;
const node = (
  type: string,
  inputs: readonly string[],
  output: string,
  attributes: readonly Field[] = [],
): Field => [1, [...inputs.map((name): Field => [1, name]), [2, output], [4, type], ...attributes]];
const integer = (name: string, value: number): Field => [
  5,
  [
    [1, name],
    [3, value],
    [20, 2],
  ],
];
const constant = (name: string, type: number, dims: readonly number[], raw: ArrayBufferView): Field => [
  5,
  [...dims.map((dim): Field => [1, dim]), [2, type], [8, name], [9, Buffer.from(raw.buffer)]],
];
const value = (field: 11 | 12, name: string, type: number, dims: readonly (string | number)[]): Field => {
  const shape = dims.map((dim): Field => [1, [typeof dim === 'number' ? [1, dim] : [2, dim]]]);
  return [
    field,
    [
      [1, name],
      [
        2,
        [
          [
            1,
            [
              [1, type],
              [2, shape],
            ],
          ],
        ],
      ],
    ],
  ];
};

const WORDS = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', 'good', 'bad', 'cup', '##s'];
/** A row a word: negative, neutral, positive. */
const EMBEDDINGS = [0, 0, 0, 0, 0.1, 0, 0, 0.1, 0, 0, 0.1, 0, -1, 0, 1, 1, 0, -1, 0, 0.1, 0, 0, 0, 0];

interface TinyGraph {
  /** Name of the first input, for a model that cannot be used. */
  readonly input?: string;
  /** Takes `token_type_ids` too, as BERT does; what is not 0 counts as padding. */
  readonly segments?: boolean;
}

export function tinyGraph({ input = 'input_ids', segments = false }: TinyGraph = {}): Buffer {
  const graph: readonly Field[] = [
    node('Gather', ['embeddings', input], 'rows'),
    node('Cast', ['attention_mask'], segments ? 'given' : 'mask', [integer('to', FLOAT)]),
    ...(segments
      ? [
          node('Cast', ['token_type_ids'], 'second', [integer('to', FLOAT)]),
          node('Sub', ['given', 'second'], 'mask'),
          value(11, 'token_type_ids', INT64, ['batch', 'tokens']),
        ]
      : []),
    node('Unsqueeze', ['mask', 'last'], 'column'),
    node('Mul', ['rows', 'column'], 'masked'),
    node('ReduceSum', ['masked', 'middle'], 'bag', [integer('keepdims', 0)]),
    node('MatMul', ['bag', 'matrix'], 'logits'),
    [2, 'tiny'],
    constant('embeddings', FLOAT, [WORDS.length, 3], new Float32Array(EMBEDDINGS)),
    constant('matrix', FLOAT, [3, 3], new Float32Array([2, 0, 0, 0, 2, 0, 0, 0, 2])),
    constant('last', INT64, [1], new BigInt64Array([2n])),
    constant('middle', INT64, [1], new BigInt64Array([1n])),
    value(11, input, INT64, ['batch', 'tokens']),
    value(11, 'attention_mask', INT64, ['batch', 'tokens']),
    value(12, 'logits', FLOAT, ['batch', 3]),
  ];
  return message([
    [1, 8],
    [7, graph],
    [
      8,
      [
        [1, ''],
        [2, 17],
      ],
    ],
  ]);
}

const special = (content: string, id: number): object => ({
  id,
  content,
  special: true,
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: false,
});

export const TINY_TOKENIZER = {
  version: '1.0',
  truncation: null,
  padding: null,
  added_tokens: WORDS.slice(0, 4).map(special),
  normalizer: {
    type: 'BertNormalizer',
    clean_text: true,
    handle_chinese_chars: true,
    strip_accents: null,
    lowercase: true,
  },
  pre_tokenizer: { type: 'BertPreTokenizer' },
  post_processor: {
    type: 'TemplateProcessing',
    single: [
      { SpecialToken: { id: '[CLS]', type_id: 0 } },
      { Sequence: { id: 'A', type_id: 0 } },
      { SpecialToken: { id: '[SEP]', type_id: 0 } },
    ],
    pair: [],
    special_tokens: {
      '[CLS]': { id: '[CLS]', ids: [2], tokens: ['[CLS]'] },
      '[SEP]': { id: '[SEP]', ids: [3], tokens: ['[SEP]'] },
    },
  },
  decoder: null,
  model: {
    type: 'WordPiece',
    unk_token: '[UNK]',
    continuing_subword_prefix: '##',
    max_input_chars_per_word: 100,
    vocab: Object.fromEntries(WORDS.map((word, id) => [word, id])),
  },
} as const;

const sumOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Writes the whole folder; `change` makes another manifest of the right one. */
export async function writeTinyModel(
  folder: string,
  { graph = tinyGraph(), change = (manifest: object): object => manifest } = {},
): Promise<void> {
  const tokenizer = Buffer.from(JSON.stringify(TINY_TOKENIZER));
  const manifest = change({
    format: 1,
    name: 'tiny',
    version: '1',
    task: 'sentiment',
    licence: 'none: written by the test',
    labels: ['negative', 'neutral', 'positive'],
    languages: ['en'],
    maxTokens: 16,
    padTokenId: 0,
    files: { 'model.onnx': sumOf(graph), 'tokenizer.json': sumOf(tokenizer) },
  });
  await writeFile(path.join(folder, 'model.onnx'), graph);
  await writeFile(path.join(folder, 'tokenizer.json'), tokenizer);
  await writeFile(path.join(folder, 'manifest.json'), JSON.stringify(manifest));
}
