/** Every view that analysts see, in the order of the dictionary. */
import type { View } from '../clickhouse/ddl.ts';
import { ALIASES } from './aliases.ts';
import { vEngagements } from './engagements.ts';
import { vPosting } from './posting.ts';
import { vReplies } from './replies.ts';
import { vTrail } from './trail.ts';

export const ANALYST_VIEWS: readonly View[] = [vEngagements, vReplies, vTrail, vPosting];
export const VIEWS: readonly View[] = [...ANALYST_VIEWS, ...ALIASES];
