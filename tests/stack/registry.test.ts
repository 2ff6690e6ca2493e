import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startStack } from '../../stack/testing.ts';
import type { TestStack } from '../../stack/testing.ts';

let stack: TestStack;
let base: string;

beforeAll(async () => {
  stack = await startStack({ parts: ['registry'] });
  base = stack.services.registry!.url;
});
afterAll(() => stack.stop());

const record = (...fields: readonly object[]): string =>
  JSON.stringify({ type: 'record', name: 'Tried', fields });
const ID = { name: 'id', type: 'string' };

async function register(schema: string): Promise<Response> {
  return fetch(`${base}/subjects/tried/versions`, {
    method: 'POST',
    headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
    body: JSON.stringify({ schema }),
  });
}

describe('the schema registry', () => {
  let id: number;

  it('has the compatibility of events from its first schema on', async () => {
    const answer = await register(record(ID));
    expect(answer.status).toBe(200);
    ({ id } = (await answer.json()) as { id: number });
    expect((await register(record(ID, { name: 'added', type: 'string' }))).status).toBe(409);
    expect((await register(record(ID, { name: 'added', type: 'string', default: '' }))).status).toBe(200);
  });

  it('keeps schemas, ids and compatibility through SIGKILL', async () => {
    await stack.kill('registry');
    await stack.whenReady('registry');
    const answer = (await (await fetch(`${base}/schemas/ids/${id}`)).json()) as { schema: string };
    expect(JSON.parse(answer.schema)).toEqual(JSON.parse(record(ID)));
    expect((await register(record(ID, { name: 'other', type: 'string' }))).status).toBe(409);
    expect(((await (await register(record(ID))).json()) as { id: number }).id).toBe(id);
  });
});
