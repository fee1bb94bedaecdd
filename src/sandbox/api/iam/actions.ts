/** All actions of IAM and STS. */
import { type Actions, type QueryAction, reads } from '#sandbox/api/call.ts';
import { policyActions } from './policies.ts';
import { profileActions } from './profiles.ts';
import { roleActions } from './roles.ts';

export const iamActions: Actions<QueryAction> = { ...policyActions, ...profileActions, ...roleActions };

export const stsActions: Actions<QueryAction> = {
  GetCallerIdentity: reads(({ caller, world }) => ({
    UserId: caller.userId,
    Account: world.accountId,
    Arn: caller.arn,
  })),
};
