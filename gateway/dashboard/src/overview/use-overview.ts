import { useQuery } from '@tanstack/react-query';
import { getJson } from '../api/http.ts';
import type { Overview } from '../api/types.ts';
import { useStore } from '../lib/store.ts';
import { liveState } from '../live/live.ts';

/** Without the live stream the overview is read this often, ms. */
const POLL_MS = 10_000;

/** Kept by the live stream; read by itself while that is away. */
export function useOverview() {
  const live = useStore(liveState).name === 'live';
  return useQuery({
    queryKey: ['overview'],
    queryFn: ({ signal }) => getJson<Overview>('/api/v1/overview', signal),
    refetchInterval: live ? false : POLL_MS,
    staleTime: POLL_MS,
  });
}
