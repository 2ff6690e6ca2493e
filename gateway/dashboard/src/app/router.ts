/** Addresses of the dashboard. Six pages do not need a library. */
import { createStore, useStore } from '../lib/store.ts';

export type Route =
  | { readonly page: 'inbox' | 'review'; readonly id: string | null }
  | { readonly page: 'overview' }
  | { readonly page: 'insights' }
  | { readonly page: 'models' }
  | { readonly page: 'login' }
  | { readonly page: 'unknown' };

export interface Address {
  readonly path: string;
  readonly search: string;
}

export function routeOf(path: string): Route {
  const [page = '', id, ...rest] = path.split('/').filter((part) => part !== '');
  if (rest.length > 0) return { page: 'unknown' };
  if (page === '' && id === undefined) return { page: 'inbox', id: null };
  if (page === 'inbox' || page === 'review') return { page, id: id === undefined ? null : decode(id) };
  if (isSingle(page) && id === undefined) return { page };
  return { page: 'unknown' };
}

const SINGLE = ['overview', 'insights', 'models', 'login'] as const;
const isSingle = (page: string): page is (typeof SINGLE)[number] =>
  (SINGLE as readonly string[]).includes(page);

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // a broken escape finds no engagement, which says so
  }
}

export function pathOf(page: 'inbox' | 'review', id: string | null): string {
  return id === null ? `/${page}` : `/${page}/${encodeURIComponent(id)}`;
}

const here = (): Address => ({ path: location.pathname, search: location.search });
const address = createStore<Address>({ path: '/', search: '' });

export function startRouter(): void {
  address.set(here());
  addEventListener('popstate', () => address.set(here()));
}

/** @param replace leaves no step for the back button: moving along a list, typing into a filter. */
export function navigate(to: string, replace = false): void {
  if (replace) history.replaceState(null, '', to);
  else history.pushState(null, '', to);
  address.set(here());
}

export const useAddress = (): Address => useStore(address);
export const currentAddress = (): Address => address.get();
