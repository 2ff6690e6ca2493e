/**
 * The gate: every layer must answer, every needed score must be there, nothing may be flagged or near a
 * threshold, and no rule may be broken. Everything else is held for a person. There is one way to pass.
 */
import { contentHash } from '../content-hash.ts';
import type {
  Compliance,
  HoldReason,
  SafetyGate,
  SafetyIssue,
  SafetyRequest,
  SafetyScores,
  Verdict,
} from '../ports.ts';
import { VERSIONS } from '../versions.ts';
import { askLayer } from './ask-layer.ts';
import type { LayerAnswer, StartDeadline } from './ask-layer.ts';
import type { PreparedContent, SafetyLayer } from './layer.ts';
import { MAX_JUDGED } from './limits.ts';
import { DEFAULT_POLICY, thresholdsFor, workspacePolicySchema } from './policy.ts';
import type { Thresholds, WorkspacePolicy } from './policy.ts';
import { prepare } from './prepare.ts';
import { ROUNDING, sideOf } from './sides.ts';

export interface GateOptions {
  readonly layers: readonly SafetyLayer[];
  /** How long one layer may take, ms. */
  readonly layerDeadlineMs: number;
  readonly startDeadline: StartDeadline;
}

const UNSCORED: SafetyScores = { toxicity: null, hate: null, explicit: null, brand: null };
const SCORE_NAMES = ['toxicity', 'hate', 'explicit', 'brand'] as const;

export function createSafetyGate(options: GateOptions): SafetyGate {
  return { check: (request) => check(options, request) };
}

async function check(options: GateOptions, request: SafetyRequest): Promise<Verdict> {
  const problem = policyProblem(request.workspacePolicy);
  if (problem !== null)
    return held(request, 'policy_invalid', `the workspace's policy is invalid: ${problem}`);
  if (request.text.length > MAX_JUDGED) {
    return held(request, 'unscored', `the text has more than ${MAX_JUDGED} units and was not judged`);
  }
  let content: PreparedContent;
  let answers: readonly LayerAnswer[];
  try {
    content = prepare(request);
    const asked = options.layers.map((layer) =>
      askLayer(layer, content, options.layerDeadlineMs, options.startDeadline),
    );
    answers = areHere(asked) ? asked : await Promise.all(asked.map((answer) => Promise.resolve(answer)));
  } catch (error) {
    // A fault of ours while preparing is a failed layer like any other: a person decides.
    return held(
      request,
      'layer_failed',
      `preparing the text failed: ${error instanceof Error ? error.name : 'unknown'}`,
    );
  }
  return judge(options.layers, request, content.thresholds, answers);
}

function areHere(asked: readonly (LayerAnswer | Promise<LayerAnswer>)[]): asked is readonly LayerAnswer[] {
  return !asked.some((answer) => answer instanceof Promise);
}

/** Policies that were parsed already are remembered by identity. */
const CHECKED = new WeakMap<WorkspacePolicy, string | null>();

function policyProblem(policy: WorkspacePolicy): string | null {
  const known = CHECKED.get(policy);
  if (known !== undefined) return known;
  const parsed = workspacePolicySchema.safeParse(policy);
  const problem = parsed.success ? null : (parsed.error.issues[0]?.path.join('.') ?? 'unreadable');
  if (typeof policy === 'object' && policy !== null) CHECKED.set(policy, problem);
  return problem;
}

function hashOf(request: SafetyRequest): string {
  const { account, target, media, disclosures } = request.context;
  return contentHash({ account, target, text: request.text, media, ...(disclosures && { disclosures }) });
}

/** A verdict without scores. The policy may be anything here, so the defaults stand in for what it lacks. */
function held(request: SafetyRequest, reason: HoldReason, message: string): Verdict {
  return {
    decision: 'hold',
    flagged: false,
    reasons: [reason],
    scores: UNSCORED,
    issues: [{ layer: 'gate', rule: reason, span: null, message, severity: 'hold' }],
    thresholds:
      reason === 'policy_invalid' ? DEFAULT_POLICY.thresholds : thresholdsFor(request.workspacePolicy, 'any'),
    compliance: 'unknown',
    policyVersion: reason === 'policy_invalid' ? 'invalid' : request.workspacePolicy.version,
    policyNumber: reason === 'policy_invalid' ? 0 : request.workspacePolicy.number,
    modelVersion: VERSIONS.safety,
    contentHash: hashOf(request),
  };
}

/** Worst of all layers: highest, for the brand's voice lowest. */
function combine(answers: readonly LayerAnswer[]): SafetyScores {
  const scores: Record<(typeof SCORE_NAMES)[number], number | null> = { ...UNSCORED };
  for (const answer of answers) {
    if (answer.outcome !== 'answered') continue;
    for (const name of SCORE_NAMES) {
      const value = answer.finding.scores[name];
      const before = scores[name];
      if (value === undefined || value === null) continue;
      scores[name] =
        before === null ? value : name === 'brand' ? Math.min(before, value) : Math.max(before, value);
    }
  }
  return scores;
}

function judge(
  layers: readonly SafetyLayer[],
  request: SafetyRequest,
  thresholds: Thresholds,
  answers: readonly LayerAnswer[],
): Verdict {
  const policy = request.workspacePolicy;
  const scores = combine(answers);
  const issues = answers.flatMap(issuesOf);
  const reasons = new Set<HoldReason>();
  for (const answer of answers) {
    if (answer.outcome === 'failed') reasons.add('layer_failed');
    else if (answer.outcome === 'timed_out') reasons.add('layer_timed_out');
    else if (answer.finding.disagreement === true) reasons.add('disagreement');
    else if (answer.finding.inboundRisk === true) reasons.add('inbound_risk');
    else if (answer.finding.issues.length > 0) reasons.add('rule_broken');
  }
  const crossed = judgeScores(scores, thresholds, policy.acceptUnscoredBrand, reasons);
  const flagged = crossed || issues.some((issue) => issue.severity === 'flag');
  // The only way to pass: no reason of any kind.
  const decision = reasons.size === 0 && !flagged && issues.length === 0 ? 'pass' : 'hold';
  return {
    decision,
    flagged,
    reasons: [...reasons],
    scores,
    issues,
    thresholds,
    compliance: complianceOf(layers, answers),
    policyVersion: policy.version,
    policyNumber: policy.number,
    modelVersion: VERSIONS.safety,
    contentHash: hashOf(request),
  };
}

/** Adds reasons; answers whether a threshold was crossed. */
function judgeScores(
  scores: SafetyScores,
  thresholds: Thresholds,
  acceptUnscoredBrand: boolean,
  reasons: Set<HoldReason>,
): boolean {
  let flagged = false;
  for (const name of ['toxicity', 'hate', 'explicit'] as const) {
    const value = scores[name];
    const side = value === null ? null : sideOf(value, thresholds, name);
    if (side === null) reasons.add('unscored');
    else if (side === 'over') {
      reasons.add(`${name}_over_threshold`);
      flagged = true;
    } else if (side === 'near') reasons.add('near_threshold');
  }
  if (scores.brand === null) {
    if (!acceptUnscoredBrand) reasons.add('brand_unscored');
  } else if (scores.brand < thresholds.brand) {
    reasons.add('brand_under_threshold');
    flagged = true;
  } else if (scores.brand < Math.min(1, thresholds.brand + thresholds.band) - ROUNDING)
    reasons.add('near_threshold');
  return flagged;
}

/** Answers come in the order of the layers. */
function complianceOf(layers: readonly SafetyLayer[], answers: readonly LayerAnswer[]): Compliance {
  const ours = answers.filter((_, index) => layers[index]?.compliance === true);
  if (ours.some((answer) => answer.outcome === 'answered' && answer.finding.issues.length > 0))
    return 'broken';
  return ours.length > 0 && ours.every((answer) => answer.outcome === 'answered') ? 'met' : 'unknown';
}

function issuesOf(answer: LayerAnswer): readonly SafetyIssue[] {
  if (answer.outcome === 'answered') return answer.finding.issues;
  const rule = answer.outcome === 'failed' ? 'layer_failed' : 'layer_timed_out';
  return [
    {
      layer: 'gate',
      rule,
      span: null,
      message: `layer ${answer.layer}: ${answer.message}`,
      severity: 'hold',
    },
  ];
}
