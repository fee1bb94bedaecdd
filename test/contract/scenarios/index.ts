/** All scenarios. */
import type { Scenario } from '../scenario.ts';
import { addressLife, addressRelease } from './addresses.ts';
import { groupInUse, groupLife, groupRules } from './groups.ts';
import { profiles, roles } from './iam.ts';
import { instanceLife, instanceRequests, instanceToken } from './instances.ts';
import { interfaceDeletion, interfaceLife } from './interfaces.ts';
import { keyPairs } from './keys.ts';
import { logEvents, logGroups } from './logs.ts';
import { dryRun, filters, pages, places } from './looking.ts';
import { mainTable, routes } from './routes.ts';

export const scenarios: readonly Scenario[] = [
  filters,
  pages,
  places,
  dryRun,
  groupLife,
  groupRules,
  groupInUse,
  addressLife,
  addressRelease,
  interfaceLife,
  interfaceDeletion,
  routes,
  mainTable,
  instanceLife,
  instanceRequests,
  instanceToken,
  keyPairs,
  roles,
  profiles,
  logGroups,
  logEvents,
];
