/** The part that builds the live page, as a process. */
import { buildDashboardPage } from './dashboard-page.ts';

if (!(await buildDashboardPage(console.log))) console.log('the live page is up to date');
