/** For tests: a server on loopback that answers in the hosted services' own wire formats. */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What arrived at the stub. */
export interface Seen {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type Answering = (request: Seen, response: ServerResponse) => void;

export interface Stub {
  /** Origin, without a path. */
  readonly url: string;
  readonly seen: Seen[];
  answer: Answering;
  close(): Promise<void>;
}

export async function startStub(): Promise<Stub> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const one = { path: request.url ?? '', headers: request.headers, body };
      stub.seen.push(one);
      stub.answer(one, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stub: Stub = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen: [],
    answer: silent,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return stub;
}

/** Takes the request and never answers. */
export const silent: Answering = () => undefined;

export function json(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** OpenAI's moderation: a category is true over 0.5. */
export const moderation = (scores: Readonly<Record<string, number>>, flagged = false) => ({
  id: 'modr-1',
  model: 'omni-moderation-latest',
  results: [
    {
      flagged,
      categories: Object.fromEntries(Object.entries(scores).map(([name, value]) => [name, value > 0.5])),
      category_scores: scores,
    },
  ],
});

/** Bedrock's ApplyGuardrail. */
export const assessed = (assessments: readonly object[], action = 'GUARDRAIL_INTERVENED') => ({
  usage: {},
  action,
  outputs: [],
  assessments,
});

/** Perspective's comments:analyze. */
export const analyzed = (toxicity: number, identityAttack: number, sexuallyExplicit: number) => {
  const score = (value: number) => ({ summaryScore: { value, type: 'PROBABILITY' } });
  return {
    attributeScores: {
      TOXICITY: score(toxicity),
      IDENTITY_ATTACK: score(identityAttack),
      SEXUALLY_EXPLICIT: score(sexuallyExplicit),
    },
    languages: ['en'],
  };
};

/** A chat completion with this content. */
export const completion = (content: string) => ({
  id: 'c',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content } }],
});
