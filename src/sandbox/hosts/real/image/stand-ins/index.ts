import { auditd } from './auditd.ts';
import { cloudwatchAgent } from './cloudwatch-agent.ts';
import type { StandIn } from './package.ts';

/** Every package of the offline repository that is ours. */
export const standIns: readonly StandIn[] = [auditd, cloudwatchAgent];
