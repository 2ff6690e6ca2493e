import { useQuery } from '@tanstack/react-query';
import { getJson } from '../api/http.ts';
import type { EngagementDetail, EngagementSummary } from '../api/types.ts';
import { detailKey } from '../live/catch-up.ts';

/** The whole of one engagement; the list's summary stands in until it is read. */
export function useEngagement(id: string, summary: EngagementSummary | null) {
  return useQuery({
    queryKey: detailKey(id),
    queryFn: ({ signal }) =>
      getJson<EngagementDetail>(`/api/v1/engagements/${encodeURIComponent(id)}`, signal),
    staleTime: 2_000,
    ...(summary ? { placeholderData: () => standIn(summary) } : {}),
  });
}

function standIn(summary: EngagementSummary): EngagementDetail {
  return {
    ...summary,
    url: null,
    classification: null,
    sentimentDetail: null,
    tone: null,
    labels: [],
    draft: null,
    verdict: null,
    declineReason: null,
    trail: [],
    trailProblem: null,
    conversation: [summary],
  };
}
