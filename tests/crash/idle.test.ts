import { describe, expect, it } from 'vitest';
import { demoWorkspaces } from '../../service/demo-workspaces.ts';
import { idleWorkspaces, tenantLines } from './idle.ts';

const two = demoWorkspaces(2);
const busy = two.flatMap(({ tenantId }, index) =>
  ['receive', 'send'].map((hop) => ({ hop, tenantId, accountId: `x:${1001 + index}`, emitted: 3 })),
);

describe('what each tenant got', () => {
  it('is counted over its accounts', () => {
    expect(tenantLines(busy, two)).toEqual([
      'demo: accounts of X 1, received 3, attempts 3',
      'harbour: accounts of X 1, received 3, attempts 3',
    ]);
  });
});

describe('workspaces in which nothing happened', () => {
  it('are none when each received and posted', () => {
    expect(idleWorkspaces(busy, two)).toEqual([]);
  });

  it('are those without a post, and those whose messages another tenant got', () => {
    expect(idleWorkspaces(busy.slice(0, 3), two)).toEqual(['harbour/acme-2: x:1002 send']);
    const crossed = busy.map((row) => ({ ...row, tenantId: 'demo' }));
    expect(idleWorkspaces(crossed, two)).toEqual([
      'harbour/acme-2: x:1002 receive',
      'harbour/acme-2: x:1002 send',
    ]);
    expect(
      idleWorkspaces(
        busy.map((row) => ({ ...row, emitted: 0 })),
        two,
      ),
    ).toHaveLength(4);
  });
});
