/** Debian's Chromium, and pages that remember every complaint of the browser. */
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { findChromium } from '../../../stack/tools.ts';
import type { Backend } from './backend.ts';

export async function openBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined)
    throw new Error('Chromium is needed: `npm test` installs it, or set SIGNALPOST_CHROMIUM.');
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

export interface Visit {
  readonly page: Page;
  /** Console errors, thrown errors, violations of the content security policy, requests to other sites. */
  readonly complaints: string[];
  close(): Promise<void>;
}

/** A new person in a new browser profile, signed in by a one-time link. */
export async function visit(
  browser: Browser,
  backend: Backend,
  at: string,
  options: BrowserContextOptions & { readonly signedIn?: boolean } = {},
): Promise<Visit> {
  const { signedIn = true, ...rest } = options;
  const context = await browser.newContext({
    viewport: { width: 1360, height: 850 },
    locale: 'en-GB',
    reducedMotion: 'reduce',
    ...rest,
  });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (origin !== backend.url && protocol !== 'data:') complaints.push(`foreign request ${request.url()}`);
  });
  await page.addInitScript({
    content: `addEventListener('securitypolicyviolation', (event) =>
      console.error('CSP: ' + event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sourceFile));`,
  });
  if (signedIn) await page.goto(backend.loginUrl());
  await page.goto(backend.url + at);
  return { page, complaints, close: () => context.close() };
}
