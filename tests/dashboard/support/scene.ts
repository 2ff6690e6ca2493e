/** A backend and a browser for the tests of one file. */
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { buildDashboardPage } from '../../../stack/dashboard-page.ts';
import type { EngagementSummary } from '../../../projections/read/types.ts';
import { startBackend, type Backend } from './backend.ts';
import { openBrowser, visit, type Visit } from './browser.ts';

export interface Scene {
  /** A fresh backend with these engagements, and a page on it. */
  open(
    at: string,
    seed: readonly EngagementSummary[],
    options?: BrowserContextOptions & { readonly signedIn?: boolean },
  ): Promise<Visit & { readonly backend: Backend }>;
}

/** Refusals are told to the page by status; the browser notes them, which is no fault of the page. */
const EXPECTED = /Failed to load resource|WebSocket connection to/;

export function useScene(): Scene {
  let browser: Browser;
  const opened: { readonly visit: Visit; readonly backend: Backend }[] = [];
  beforeAll(async () => {
    await buildDashboardPage(() => undefined); // never an older page
    browser = await openBrowser();
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    for (const { visit: one, backend } of opened.splice(0)) {
      await one.close();
      await backend.stop();
      expect(one.complaints.filter((text) => !EXPECTED.test(text))).toEqual([]);
    }
  });
  return {
    async open(at, seed, options = {}) {
      const backend = await startBackend(seed);
      const one = await visit(browser, backend, at, options);
      opened.push({ visit: one, backend });
      return { ...one, backend };
    },
  };
}
