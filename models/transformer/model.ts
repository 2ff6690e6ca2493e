/**
 * A model in this thread: verified files, tokenizer, ONNX session. Its work is synchronous, so it lives in a thread
 * of its own (`thread.ts`). The two packages are optional; whoever has no model never loads them.
 */
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { encodeShort, rectangle, type Encoder } from './encode.ts';
import { loadVerified, ModelRefused, modelVersionOf } from './manifest.ts';
import type { OutputMeaning } from './reading.ts';

/** What others need to know of a model. */
export interface AboutModel extends OutputMeaning {
  /** ISO 639-1 codes that it reads; null for all. */
  readonly languages: readonly string[] | null;
}

export interface TextModel {
  readonly about: AboutModel;
  /** Outputs per text, one per label. Rejects when the model fails; then nothing is known of any of them. */
  run(texts: readonly string[]): Promise<readonly (readonly number[])[]>;
  close(): Promise<void>;
}

const INPUTS = ['input_ids', 'attention_mask', 'token_type_ids'] as const;
const OUTPUT = 'logits';

/** @throws ModelRefused */
export async function openModel(folder: string): Promise<TextModel> {
  const { manifest, model, tokenizer, tokenizerConfig } = await loadVerified(folder);
  const { onnx, Tokenizer } = await packages();
  const refuse = (what: string, error: unknown): never => {
    throw new ModelRefused(`${what} in ${folder} cannot be used: ${(error as Error).message}`);
  };
  let encoder: Encoder;
  try {
    encoder = new Tokenizer(tokenizer, tokenizerConfig);
  } catch (error) {
    return refuse('tokenizer.json', error);
  }
  // One thread: what else runs on this machine must go on.
  const session = await onnx.InferenceSession.create(model, {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  }).catch((error: unknown) => refuse('model.onnx', error));
  const problem = shapeProblem(session);
  if (problem !== null) refuse('model.onnx', new Error(problem));
  const { labels, maxTokens, padTokenId, temperature, languages } = manifest;
  const output = session.outputNames.includes(OUTPUT) ? OUTPUT : (session.outputNames[0] as string);

  const run = async (texts: readonly string[]): Promise<readonly (readonly number[])[]> => {
    const { shape, inputIds, attentionMask } = rectangle(
      texts.map((text) => nonEmpty(encodeShort(encoder, text, maxTokens), padTokenId)),
      padTokenId,
    );
    const all: Readonly<Record<string, BigInt64Array>> = {
      input_ids: inputIds,
      attention_mask: attentionMask,
      token_type_ids: new BigInt64Array(inputIds.length),
    };
    const feeds: Record<string, Tensor> = {};
    for (const name of session.inputNames)
      feeds[name] = new onnx.Tensor('int64', all[name] as BigInt64Array, shape);
    const tensor = (await session.run(feeds, [output]))[output] as Tensor;
    if (tensor.type !== 'float32') throw new Error(`the output is of ${tensor.type}, not float32`);
    const values = tensor.data as Float32Array;
    if (tensor.dims.join('x') !== `${texts.length}x${labels.length}` || !values.every(Number.isFinite))
      throw new Error(`the output is ${tensor.dims.join('x')}, or not of finite numbers`);
    return texts.map((_, row) => [...values.subarray(row * labels.length, (row + 1) * labels.length)]);
  };
  // What cannot answer one text is refused now, and not with the first text that somebody waits for.
  await run(['One text.', 'Another one, a little longer.']).catch((error: unknown) =>
    refuse('model.onnx', error),
  );
  return {
    about: { labels, temperature, languages, modelVersion: modelVersionOf(manifest) },
    run,
    close: () => session.release(),
  };
}

async function packages() {
  try {
    const [onnx, { Tokenizer }] = await Promise.all([
      import('onnxruntime-node'),
      import('@huggingface/tokenizers'),
    ]);
    return { onnx, Tokenizer };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ModelRefused(
      `The transformer tier needs the packages onnxruntime-node and @huggingface/tokenizers (${code ?? 'they do not load'}). ` +
        'Run ONNXRUNTIME_NODE_INSTALL=skip npm ci, or leave SIGNALPOST_TRANSFORMER_DIR empty.',
    );
  }
}

/** What of its inputs and outputs is not as expected; null when all is. */
function shapeProblem(session: InferenceSession): string | null {
  const known: readonly string[] = INPUTS;
  const strange = session.inputNames.filter((name) => !known.includes(name));
  if (strange.length > 0) return `it wants ${strange.join(', ')}; only ${INPUTS.join(', ')} can be given`;
  if (!session.inputNames.includes(INPUTS[0])) return `it has no input ${INPUTS[0]}`;
  if (!session.outputNames.includes(OUTPUT) && session.outputNames.length !== 1)
    return `none of its outputs (${session.outputNames.join(', ')}) is called ${OUTPUT}`;
  const wrong = session.inputMetadata.find((input) => !input.isTensor || input.type !== 'int64');
  return wrong ? `its input ${wrong.name} is not of int64` : null;
}

/** A text without a single token is one of padding. */
const nonEmpty = (ids: readonly number[], padTokenId: number): readonly number[] =>
  ids.length > 0 ? ids : [padTokenId];
