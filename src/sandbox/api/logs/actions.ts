/** All actions of CloudWatch Logs. */
import type { Actions, JsonAction } from '#sandbox/api/call.ts';
import { logEventActions } from './events.ts';
import { logGroupActions } from './groups.ts';
import { logStreamActions } from './streams.ts';

export const logsActions: Actions<JsonAction> = { ...logEventActions, ...logGroupActions, ...logStreamActions };
