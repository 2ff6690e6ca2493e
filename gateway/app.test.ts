/** Routes by request and response, with ports that answer what the case says; no open port. */
import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createLogger } from '../service/logger.ts';
import { createMetrics } from '../service/metrics.ts';
import { createTracing } from '../service/tracing.ts';
import type { AnyEvent } from '../topics/events.ts';
import { LogError } from '../topics/log/port.ts';
import type { ModelCard } from '../projections/read/model-cards.ts';
import { createApp } from './app.ts';
import { issueLoginCode } from './auth/session.ts';
import type { CommandAnswer, Reads } from './ports.ts';
import { testStores } from './testing-stores.ts';
import { trackedBus } from './commands/tracked.ts';
import { MAX_WEBHOOK_BYTES } from './webhooks/body.ts';

const TOKEN = 'test-token-of-some-length';
const NOW = 1_800_000_000_000;
const SECRET = 'app-secret';
const signed = (body: string | Buffer): Record<string, string> => ({
  'content-type': 'application/json',
  'x-signature': createHmac('sha256', SECRET).update(body).digest('hex'),
});
const bearer = { authorization: `Bearer ${TOKEN}` };
const versions = { draftId: 'd1', draftVersion: 1, conversationVersion: 3 };

const LABELLED = [
  {
    head: 'sentiment',
    label: 'neutral',
    modelLabel: 'neutral',
    modelVersion: 'light-1',
    correctedBy: null,
    correctedAt: null,
  },
];

const CARD: ModelCard = {
  name: 'light',
  modelVersion: 'light-1',
  date: '2026-11-24',
  intendedUse: 'Tests.',
  heads: [
    {
      name: 'toxic',
      kind: 'binary',
      classes: ['no', 'yes'],
      reviewOnly: false,
      thresholds: [0.5],
      data: [],
      scores: [],
      untouched: [],
      groups: [],
      reliability: [],
    },
  ],
};
const UNMEASURED: ModelCard = { ...CARD, modelVersion: 'gate-1', heads: [] };
const IN_USE = [CARD, UNMEASURED].map((card) => ({ ...card, adopted: [] }));
const VERSIONS = { sentiment: 'light-1+acme-1', tone: 'light-1' };

interface Setup {
  readonly answer?: Partial<CommandAnswer> | null;
  readonly appendFails?: LogError;
  readonly sendFails?: LogError;
  readonly ready?: boolean;
}

function setup({ answer = {}, appendFails, sendFails, ready = true }: Setup = {}) {
  const appended: { topic: string; key: string; event: AnyEvent }[] = [];
  const sent: AnyEvent[] = [];
  const reads = {
    listEngagements: (_scope: unknown, query: unknown) =>
      Promise.resolve({ items: [{ asked: query }], nextCursor: null }),
    engagement: (_scope: unknown, id: string) =>
      Promise.resolve(id === 'e1' ? { id, conversationId: 'x:1001:9', reply: null, labels: LABELLED } : null),
    reviewQueue: () => Promise.resolve({ items: [], nextCursor: null }),
    overview: () => Promise.resolve({}),
    modelDrift: (scope: unknown, card: ModelCard, versions: unknown) =>
      Promise.resolve({ scope, of: card.modelVersion, versions }),
    labelSample: (scope: unknown, head: string, limit: number) => Promise.resolve({ scope, head, limit }),
    accounts: () => Promise.resolve([]),
    commandStatus: () => Promise.resolve(null),
    waitForReply: () => Promise.resolve(true),
    waitForLabels: () => Promise.resolve(true),
  } as unknown as Reads;
  const stores = testStores();
  const { store, sessions } = stores;
  const clock = { now: () => NOW };
  const auth = {
    apiToken: TOKEN,
    clock,
    principal: { tenantId: 'demo', workspaceId: 'acme', memberId: 'owner' },
    sessions,
  };
  const logger = createLogger('test', 'silent');
  const app = createApp({
    logger,
    sent: store,
    metrics: createMetrics({ processMetrics: false }),
    checks: { log: () => (ready ? { ready: true } : { ready: false, reason: 'broker not reached' }) },
    reads,
    modelsOf: () => ({ cards: IN_USE, versions: VERSIONS }),
    dashboardFolder: 'does-not-exist',
    session: { ...auth, store, randomId: () => 'random' },
    replies: {
      reads,
      store,
      clock,
      logger,
      bus: trackedBus(
        {
          send(_topic, _key, command) {
            if (sendFails) return Promise.reject(sendFails);
            sent.push(command);
            if (answer === null) return Promise.resolve(null);
            return Promise.resolve({
              commandId: command.eventId,
              status: 'accepted',
              code: null,
              message: null,
              answerVersion: 4,
              details: null,
              ...answer,
            });
          },
        },
        store,
        logger,
      ),
    },
    webhooks: {
      ownerOf: (accountId) => ({ tenantId: 'demo', workspaceId: accountId === 'x:7' ? 'seven' : 'acme' }),
      clock,
      randomId: () => 'event-1',
      metrics: createMetrics({ processMetrics: false }),
      tracing: createTracing({ service: 'test', endpoint: null }),
      traceRatio: 0,
      appender: {
        append(topic, key, event) {
          if (appendFails) return Promise.reject(appendFails);
          appended.push({ topic, key, event });
          return Promise.resolve();
        },
      },
      receivers: new Map([
        [
          'x',
          {
            network: 'x',
            verify: ({ headers, body }) =>
              headers.get('x-signature') === createHmac('sha256', SECRET).update(body).digest('hex')
                ? { verified: true, keptHeaders: [] }
                : { verified: false, code: 'bad_signature', detail: 'no' },
            challenge: (query) =>
              query.has('crc_token') ? { contentType: 'application/json', body: '{}' } : null,
            accountOf: (body) => (body.includes('"for":"7"') ? 'x:7' : 'x:1001'),
          },
        ],
      ]),
    },
  });
  const request = (path: string, init?: RequestInit): Promise<Response> =>
    Promise.resolve(app.request(path, init));
  return { request, appended, sent, stores };
}

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  [
    path,
    {
      method: 'POST',
      headers: { ...bearer, 'idempotency-key': 'key-0001', ...headers },
      body: JSON.stringify(body),
    },
  ] as const;

describe('webhooks', () => {
  it('are answered 200 after the bytes are in the log, unchanged', async () => {
    const { request, appended } = setup();
    const body = '{"b":1,  "a":"ü"}';
    const response = await request('/webhooks/x', { method: 'POST', headers: signed(body), body });
    expect(response.status).toBe(200);
    expect(appended).toHaveLength(1);
    expect(appended[0]).toMatchObject({
      topic: 'inbound.raw',
      key: 'x:1001',
      event: { type: 'InboundReceived', tenantId: 'demo' },
    });
    expect(appended[0]).toHaveProperty('event.data.body', Buffer.from(body));
  });

  it('belong to the workspace whose account they are for', async () => {
    const { request, appended } = setup();
    const body = '{"for":"7"}';
    await request('/webhooks/x', { method: 'POST', headers: signed(body), body });
    expect(appended).toMatchObject([
      { key: 'x:7', event: { tenantId: 'demo', workspaceId: 'seven', data: { accountId: 'x:7' } } },
    ]);
  });

  it('are refused when wrongly signed, and nothing is written', async () => {
    const { request, appended } = setup();
    const response = await request('/webhooks/x', {
      method: 'POST',
      headers: { 'x-signature': 'nonsense' },
      body: '{}',
    });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: 'bad_signature', status: 401 });
    expect(appended).toEqual([]);
  });

  it('pass with 10 MB and are refused with one byte more', async () => {
    const { request, appended } = setup();
    const full = Buffer.alloc(MAX_WEBHOOK_BYTES, 'a');
    expect((await request('/webhooks/x', { method: 'POST', headers: signed(full), body: full })).status).toBe(
      200,
    );
    const over = Buffer.alloc(MAX_WEBHOOK_BYTES + 1, 'a');
    const refused = await request('/webhooks/x', { method: 'POST', headers: signed(over), body: over });
    expect(refused.status).toBe(413);
    expect(appended).toHaveLength(1);
  });

  it('are never answered 2xx when the log did not take them', async () => {
    const { request } = setup({ appendFails: new LogError('unavailable', 'no answer') });
    const response = await request('/webhooks/x', { method: 'POST', headers: signed('{}'), body: '{}' });
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).not.toBeNull();
  });

  it('of a network that is not connected are refused by name', async () => {
    const response = await setup().request('/webhooks/friendster', { method: 'POST', body: '{}' });
    expect(await response.json()).toMatchObject({ status: 404, code: 'unknown_network' });
  });

  it('answer the network’s own check of the address', async () => {
    expect((await setup().request('/webhooks/x?crc_token=abc')).status).toBe(200);
    expect((await setup().request('/webhooks/x')).status).toBe(400);
  });
});

describe('access', () => {
  it.each(['/api/v1/engagements', '/api/v1/overview', '/api/v1/me', '/api/v1/models', '/api/v1/nothing'])(
    'denies %s without a credential',
    async (path) => {
      const response = await setup().request(path);
      expect(response.status).toBe(401);
      expect(response.headers.get('content-type')).toBe('application/problem+json');
    },
  );

  it('denies a wrong token', async () => {
    expect((await setup().request('/api/v1/me', { headers: { authorization: 'Bearer wrong' } })).status).toBe(
      401,
    );
  });

  it('a login code works once and leaves a cookie that scripts cannot read', async () => {
    const { request } = setup();
    const path = `/login?once=${encodeURIComponent(issueLoginCode(TOKEN, NOW, 'first'))}`;
    const first = await request(path);
    const cookie = first.headers.get('set-cookie') ?? '';
    expect(first.headers.get('location')).toBe('/');
    expect(cookie).toMatch(/HttpOnly.*SameSite=Strict/);
    const me = await request('/api/v1/me', { headers: { cookie: cookie.split(';')[0] ?? '' } });
    expect(await me.json()).toMatchObject({ tenantId: 'demo' });
    expect((await request(path)).headers.get('location')).toBe('/login?problem=used');
  });

  it('reads no more than a token of somebody who has shown no credential', async () => {
    const { request } = setup();
    const token = (value: string) => ({ method: 'POST', body: JSON.stringify({ token: value }) });
    expect((await request('/api/v1/session', token(TOKEN))).status).toBe(204);
    expect((await request('/api/v1/session', token('x'.repeat(5_000)))).status).toBe(413);
    expect((await request('/api/v1/session', { method: 'POST', body: 'no json' })).status).toBe(400);
  });

  it('a session cannot change anything from another site', async () => {
    const { request, sent } = setup();
    const cookie =
      (await request(`/login?once=${encodeURIComponent(issueLoginCode(TOKEN, NOW, 'c'))}`)).headers.get(
        'set-cookie',
      ) ?? '';
    const [path, init] = post('/api/v1/engagements/e1/reply/approve', versions, {
      cookie: cookie.split(';')[0] ?? '',
      authorization: '',
      origin: 'https://evil.example',
    });
    expect((await request(path, init)).status).toBe(403);
    expect(sent).toEqual([]);
  });
});

describe('signing out', () => {
  async function signedIn() {
    const setting = setup();
    const answer = await setting.request('/api/v1/session', {
      method: 'POST',
      body: JSON.stringify({ token: TOKEN }),
    });
    const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const me = (): Promise<Response> => setting.request('/api/v1/me', { headers: { cookie } });
    const leave = (headers: Record<string, string> = {}): Promise<Response> =>
      setting.request('/api/v1/session', { method: 'DELETE', headers: { cookie, ...headers } });
    return { ...setting, me, leave };
  }

  it('ends the session on the server: a copy of the cookie is dead', async () => {
    const { me, leave } = await signedIn();
    expect((await me()).status).toBe(200);
    expect((await leave()).status).toBe(204);
    expect((await me()).status).toBe(401);
  });

  it('ends no other session', async () => {
    const { me, request } = await signedIn();
    expect((await request('/api/v1/session', { method: 'DELETE' })).status).toBe(204);
    expect((await me()).status).toBe(200);
  });

  it('is not possible from another site', async () => {
    const { me, leave } = await signedIn();
    expect((await leave({ origin: 'https://evil.example' })).status).toBe(403);
    expect((await me()).status).toBe(200);
  });

  it('nobody gets in by a cookie while it cannot be told whether it is alive', async () => {
    const { me, leave, stores } = await signedIn();
    stores.fails = 'session:';
    expect((await me()).ok).toBe(false);
    expect((await leave()).ok).toBe(false);
    stores.fails = null;
    expect((await me()).status).toBe(200);
  });
});

describe('the status of a command', () => {
  const approve = post('/api/v1/engagements/e1/reply/approve', versions);
  const status = async (setting: ReturnType<typeof setup>, url: string) =>
    setting.request(url, { headers: bearer });

  it('is pending from the 202 on, until its answer is known', async () => {
    const setting = setup({ answer: null });
    const { statusUrl } = (await (await setting.request(...approve)).json()) as { statusUrl: string };
    const answer = await status(setting, statusUrl);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ status: 'pending', version: null });
  });

  it('is 404 only for a command that was never sent', async () => {
    const setting = setup({ sendFails: new LogError('unavailable', 'full', { nothingWritten: true }) });
    expect((await setting.request(...approve)).status).toBe(503);
    expect([...setting.stores.kept.keys()].filter((key) => key.startsWith('sp:sent:'))).toEqual([]);
    expect((await status(setting, '/api/v1/commands/none')).status).toBe(404);
  });

  it('stays pending for one that may yet arrive', async () => {
    const late = setup({ sendFails: new LogError('unavailable', 'no answer in time') });
    await late.request(...approve);
    const [note = ''] = [...late.stores.kept.keys()].filter((key) => key.startsWith('sp:sent:'));
    const commandId = note.split(':').at(-1);
    expect((await status(late, `/api/v1/commands/${commandId}`)).status).toBe(200);
  });

  it('is not sent when it could not be followed', async () => {
    const setting = setup();
    setting.stores.fails = 'sp:sent:';
    expect((await setting.request(...approve)).status).toBeGreaterThanOrEqual(500);
    expect(setting.sent).toEqual([]);
  });
});

describe('a write that the log did not confirm', () => {
  const approve = post('/api/v1/engagements/e1/reply/approve', versions);

  it.each([
    [true, 'log_unavailable', true],
    [false, 'log_unconfirmed', false],
  ])('with nothing written %s is %s', async (nothingWritten, code, claimed) => {
    const { request } = setup({ sendFails: new LogError('unavailable', 'no', { nothingWritten }) });
    const answer = await request(...approve);
    const problem = (await answer.json()) as { code: string; detail: string };
    expect([answer.status, problem.code]).toEqual([503, code]);
    expect(/nothing was accepted/i.test(problem.detail)).toBe(claimed);
    expect(answer.headers.get('retry-after')).not.toBeNull();
  });
});

describe('reply commands', () => {
  it('carry the versions that the person saw', async () => {
    const { request, sent } = setup();
    const response = await request(...post('/api/v1/engagements/e1/reply/approve', versions));
    expect(await response.json()).toMatchObject({ status: 'accepted', version: 4 });
    expect(sent[0]).toMatchObject({
      type: 'ApproveReply',
      actor: 'member:owner',
      data: { ...versions, engagementId: 'e1', conversationId: 'x:1001:9' },
    });
  });

  it('the same key sends no second command and gives the first answer', async () => {
    const { request, sent } = setup();
    await request(...post('/api/v1/engagements/e1/reply/approve', versions));
    const again = await request(...post('/api/v1/engagements/e1/reply/approve', versions));
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(sent).toHaveLength(1);
    const other = await request(
      ...post('/api/v1/engagements/e1/reply/approve', { ...versions, draftVersion: 2 }),
    );
    expect(other.status).toBe(422);
  });

  it('a refusal is 409 with the reason and the choices', async () => {
    const { request } = setup({
      answer: {
        status: 'rejected',
        code: 'conversation_moved_on',
        message: 'A newer message arrived.',
        details: JSON.stringify({
          choices: ['approve_anyway'],
          conversationVersion: 9,
          draftId: 'd1',
          draftVersion: 2,
          text: 'Thank you!',
          seen: 8,
        }),
      },
    });
    const response = await request(...post('/api/v1/engagements/e1/reply/approve', versions));
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({
      code: 'conversation_moved_on',
      choices: ['approve_anyway'],
      // With these the command may go on anyway.
      conversationVersion: 9,
      draftId: 'd1',
      draftVersion: 2,
      text: 'Thank you!',
    });
  });

  it('no answer in time is 202 with a status URL', async () => {
    const response = await setup({ answer: null }).request(
      ...post('/api/v1/engagements/e1/reply/approve', versions),
    );
    expect(response.status).toBe(202);
    expect(response.headers.get('location')).toMatch(/^\/api\/v1\/commands\//);
  });

  it('an edit carries what its writer declares of the text, nothing unless told', async () => {
    const { request, sent } = setup();
    const path = '/api/v1/engagements/e1/reply/edit';
    await request(...post(path, { ...versions, text: 'Ad: new', disclosures: ['paid_partnership'] }));
    await request(...post(path, { ...versions, text: 'Thank you' }, { 'idempotency-key': 'key-0002' }));
    expect(sent).toMatchObject([
      { type: 'EditReply', data: { disclosures: ['paid_partnership'] } },
      { type: 'EditReply', data: { disclosures: [] } },
    ]);
  });

  it.each([
    ['an empty text', 'edit', { ...versions, text: '  ' }],
    ['a disclosure that nobody knows', 'edit', { ...versions, text: 'Ad', disclosures: ['gift'] }],
    ['a missing reason', 'reject', versions],
    ['an unknown field', 'approve', { ...versions, account: 'x:2' }],
    ['a missing version', 'undo', { draftId: 'd1' }],
  ])('%s is refused by name', async (_name, verb, body) => {
    const { request, sent } = setup();
    const response = await request(...post(`/api/v1/engagements/e1/reply/${verb}`, body));
    expect(response.status).toBe(400);
    expect(sent).toEqual([]);
  });

  it('needs an Idempotency-Key and an engagement of the workspace', async () => {
    const { request } = setup();
    expect(
      (await request(...post('/api/v1/engagements/e1/reply/approve', versions, { 'idempotency-key': '' })))
        .status,
    ).toBe(400);
    expect((await request(...post('/api/v1/engagements/other/reply/approve', versions))).status).toBe(404);
  });
});

describe('the safety policy', () => {
  const put = (body: unknown, key = 'key-0001'): [string, RequestInit] => [
    '/api/v1/workspace/safety-policy',
    {
      method: 'PUT',
      headers: { ...bearer, 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body),
    },
  ];

  it('goes to the workspace’s decider whole, as the member’s wish', async () => {
    const { request, sent } = setup();
    const policy = { version: 'strict', blockedWords: ['rival'] };
    expect((await request(...put(policy))).status).toBe(200);
    expect(sent).toMatchObject([
      {
        type: 'ConfigureSafetyPolicy',
        workspaceId: 'acme',
        actor: 'member:owner',
        data: { policy: JSON.stringify(policy) },
      },
    ]);
  });

  it('without a name, too large, or refused by the decider it changes nothing', async () => {
    const { request, sent } = setup();
    expect((await request(...put({ blockedWords: [] }))).status).toBe(400);
    expect((await request(...put({ version: 'v', text: 'x'.repeat(600_000) }))).status).toBe(413);
    expect(sent).toEqual([]);
    const refusing = setup({ answer: { status: 'rejected', code: 'policy_invalid', message: 'no' } });
    expect((await refusing.request(...put({ version: 'v' }))).status).toBe(422);
  });
});

describe('corrections of labels', () => {
  const body = { head: 'sentiment', label: 'negative', previousLabel: 'neutral' };
  const path = '/api/v1/engagements/e1/labels';

  it('go to their decider with what the model said, which no request can make up', async () => {
    const { request, sent } = setup();
    const response = await request(...post(path, body));
    expect(await response.json()).toMatchObject({ status: 'accepted', version: 4 });
    expect(sent).toMatchObject([
      {
        type: 'CorrectLabel',
        actor: 'member:owner',
        correlationId: 'e1',
        data: {
          ...body,
          engagementId: 'e1',
          conversationId: 'x:1001:9',
          modelLabel: 'neutral',
          modelVersion: 'light-1',
        },
      },
    ]);
    expect((await request(...post(path, { ...body, modelLabel: 'positive' }))).status).toBe(400);
  });

  it('of a person who was asked by chance say so, and need no label that was seen', async () => {
    const { request, sent } = setup();
    const { previousLabel: _unseen, ...asked } = body;
    expect((await request(...post(path, { ...asked, unselected: true }))).status).toBe(200);
    expect(sent).toMatchObject([
      { data: { ...asked, previousLabel: 'neutral', modelLabel: 'neutral', unselected: true } },
    ]);
    expect((await request(...post(path, { ...body, unselected: true }))).status).toBe(400);
    expect((await request(...post(path, asked))).status).toBe(400);
    const refused = setup({ answer: { status: 'rejected', code: 'not_in_sample', message: 'No.' } });
    expect((await refused.request(...post(path, { ...asked, unselected: true }))).status).toBe(422);
  });

  it('are asked for in the caller’s own workspace, for a head that there is', async () => {
    const { request } = setup();
    const answer = await request('/api/v1/labels/sample?head=spam&limit=5', { headers: bearer });
    expect(await answer.json()).toMatchObject({ head: 'spam', limit: 5, scope: { workspaceId: 'acme' } });
    expect((await request('/api/v1/labels/sample?head=mood', { headers: bearer })).status).toBe(400);
    expect((await request('/api/v1/labels/sample?head=spam')).status).toBe(401);
  });

  it('sent twice are one command', async () => {
    const { request, sent } = setup();
    await request(...post(path, body));
    expect((await request(...post(path, body))).headers.get('idempotent-replayed')).toBe('true');
    expect(sent).toHaveLength(1);
  });

  it.each([
    ['a label that the head has not', { ...body, label: 'furious' }, 422, 'label_unknown'],
    ['a head that nobody knows', { ...body, head: 'mood' }, 400, 'invalid_request'],
    [
      'a head without a label yet',
      { head: 'kind', label: 'lead', previousLabel: 'other' },
      409,
      'label_missing',
    ],
  ])('%s is refused and not sent', async (_name, wrong, status, code) => {
    const { request, sent } = setup();
    const response = await request(...post(path, wrong));
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([status, code]);
    expect(sent).toEqual([]);
  });

  it('are 409 when somebody else was first, and 404 in another workspace', async () => {
    const refused = setup({ answer: { status: 'rejected', code: 'label_changed', message: 'Changed.' } });
    const answer = await refused.request(...post(path, body));
    expect([answer.status, await answer.json()]).toMatchObject([409, { code: 'label_changed' }]);
    expect((await setup().request(...post('/api/v1/engagements/other/labels', body))).status).toBe(404);
  });
});

describe('models', () => {
  it('are shown by their cards, and their scores of this week in the caller’s own workspace', async () => {
    const { request } = setup();
    const cards = await request('/api/v1/models', { headers: bearer });
    expect(await cards.json()).toEqual({ items: IN_USE });
    const drift = await request('/api/v1/models/drift', { headers: bearer });
    expect(await drift.json()).toMatchObject({
      items: [{ of: 'light-1', versions: VERSIONS, scope: { tenantId: 'demo', workspaceId: 'acme' } }],
    });
  });
});

describe('reading', () => {
  it('checks every filter by name', async () => {
    const response = await setup().request('/api/v1/engagements?state=gone&limit=1000&nonsense=1', {
      headers: bearer,
    });
    expect(response.status).toBe(400);
    const { detail } = (await response.json()) as { detail: string };
    expect(detail).toContain('state');
    expect(detail).toContain('limit');
    expect(detail).toContain('nonsense');
  });

  it('passes filters on as times and numbers', async () => {
    const response = await setup().request('/api/v1/engagements?from=2026-11-23T10:00:00Z&limit=2', {
      headers: bearer,
    });
    expect(await response.json()).toMatchObject({
      items: [{ asked: { from: Date.UTC(2026, 10, 23, 10), limit: 2 } }],
    });
  });

  it('is ready only when its parts are', async () => {
    expect((await setup({ ready: false }).request('/readyz')).status).toBe(503);
    expect((await setup().request('/readyz')).status).toBe(200);
  });
});
