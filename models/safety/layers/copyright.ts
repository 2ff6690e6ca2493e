/** Others' texts are not passed off as the brand's own, and media go out only with a recorded right. */
import type { SafetyIssue } from '../../ports.ts';
import type { LayerFinding, PreparedContent, SafetyLayer } from '../layer.ts';
import type { NearCopy } from '../near-copies.ts';

/** Texts of others that the workspace saw lately (`workspace-streams.ts`); null: nothing like it. */
export type FindNearCopy = (text: string, context: PreparedContent['context']) => NearCopy | null;

export function copyrightLayer(findNearCopy: FindNearCopy): SafetyLayer {
  return {
    name: 'copyright',
    version: 'copyright-1',
    compliance: true,
    check: (content) => check(content, findNearCopy),
  };
}

function check({ text, context, policy }: PreparedContent, findNearCopy: FindNearCopy): LayerFinding {
  const issues: SafetyIssue[] = [];
  const add = (rule: string, message: string): void => {
    issues.push({ layer: 'copyright', rule, span: null, message, severity: 'hold' });
  };
  const copy = findNearCopy(text, context);
  if (copy !== null) {
    add(
      'near_copy',
      `nearly a copy of what somebody else wrote (${Math.round(copy.similarity * 100)} % alike)`,
    );
  }
  for (const media of context.media) {
    const licensed = media.sha256 !== null && policy.licensedMedia.includes(media.sha256);
    if (!licensed) add('media_right_missing', 'media without a recorded right to publish them');
  }
  return { scores: {}, issues };
}
