import { describe, expect, it } from 'vitest';
import { demoWorkspaceName, DEMO_MEMBER } from '../../gateway/demo.ts';
import { demoProfiles } from '../../processors/profiles.ts';
import { processors, standardDeps } from '../../processors/registry.ts';
import { READERS } from '../../topics/readers.ts';

const every = processors(standardDeps({ clientOf: () => undefined, now: () => 0 }));

describe('tables that say the same in two places', () => {
  it('topics/readers.ts names every processor with exactly its inputs', () => {
    const inputs = Object.fromEntries(every.map(({ name, inputs: topics }) => [name, new Set(topics)]));
    const table = Object.fromEntries(
      Object.entries(READERS).map(([name, topics]) => [name, new Set<string>(topics)]),
    );
    expect(table).toEqual(inputs);
  });

  it('the demo workspace has the name that its replies are written with', () => {
    const { tenantId, workspaceId } = DEMO_MEMBER;
    const config = { demoWorkspaces: 20 };
    expect(demoWorkspaceName(config, DEMO_MEMBER)).toBe(demoProfiles(tenantId, workspaceId)?.brandName);
    expect(demoWorkspaceName(config, { tenantId: 'other', workspaceId })).toBeNull();
  });
});
