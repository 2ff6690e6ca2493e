/**
 * workspace.commands → workspace.events, action.commands: accounts and the kill switch. Before everything
 * that posts: an account that no workspace has connected grants nothing. See machines/workspace.ts.
 */
import { workspaceMachine } from './machines/workspace.ts';
import type { Decide } from './runtime/types.ts';

export const workspace: Decide = {
  kind: 'decide',
  name: 'workspace',
  version: 1,
  purpose: 'Connects accounts; pauses and resumes a workspace; keeps its safety policy and weights.',
  inputs: ['workspace.commands'],
  outputs: ['workspace.events', 'action.commands', 'command.results'],
  keyOf: (event) => event.workspaceId,
  machine: workspaceMachine,
};
