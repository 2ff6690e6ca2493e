import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useEffect } from 'react';
import { ApiProblem, onSignedOut } from '../api/http.ts';
import { InboxPage } from '../inbox/InboxPage.tsx';
import { InsightsPage } from '../insights/InsightsPage.tsx';
import { startLive } from '../live/live.ts';
import { LoginPage } from '../login/LoginPage.tsx';
import { ModelsPage } from '../models/ModelsPage.tsx';
import { OverviewPage } from '../overview/OverviewPage.tsx';
import { ReviewPage } from '../review/ReviewPage.tsx';
import { Empty } from '../ui/Empty.tsx';
import { currentAddress, navigate, routeOf, useAddress } from './router.ts';
import { Shell } from './Shell.tsx';

/** Reads that fail for a reason that may pass are tried again twice. */
const worthRetrying = (failures: number, error: Error): boolean =>
  failures < 2 && !(error instanceof ApiProblem && error.body.status < 500);

const client = new QueryClient({
  defaultOptions: { queries: { retry: worthRetrying, networkMode: 'always' } },
});

onSignedOut(() => {
  const { path, search } = currentAddress();
  if (path === '/login') return;
  client.clear();
  navigate(`/login?next=${encodeURIComponent(path + search)}`, true);
});

const TITLES = {
  inbox: 'Inbox',
  review: 'Review',
  overview: 'Overview',
  insights: 'Insights',
  models: 'Models',
  login: 'Sign in',
  unknown: 'Not found',
};

export function App() {
  const { path, search } = useAddress();
  const route = routeOf(path);
  useEffect(() => {
    document.title = `${TITLES[route.page]} · Signalpost`;
  }, [route.page]);
  return (
    <QueryClientProvider client={client}>
      {route.page === 'login' ? <LoginPage search={search} /> : <SignedIn />}
    </QueryClientProvider>
  );
}

function SignedIn() {
  const { path, search } = useAddress();
  const route = routeOf(path);
  useEffect(() => startLive(client), []);
  return (
    <Shell page={route.page}>
      {route.page === 'inbox' && <InboxPage id={route.id} search={search} />}
      {route.page === 'review' && <ReviewPage id={route.id} />}
      {route.page === 'overview' && <OverviewPage />}
      {route.page === 'insights' && <InsightsPage />}
      {route.page === 'models' && <ModelsPage />}
      {route.page === 'unknown' && (
        <Empty icon="search" title="There is no page here">
          Choose Inbox, Review, Overview, Insights or Models.
        </Empty>
      )}
    </Shell>
  );
}
