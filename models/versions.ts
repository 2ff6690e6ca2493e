/** Names of the baseline models, recorded with every answer. Raise the number when an answer can change. */
export const VERSIONS = {
  classifier: 'baseline-rules-3',
  sentiment: 'baseline-lexicon-1',
  drafts: 'baseline-templates-1',
  safety: 'safety-ensemble-4',
} as const;
