/** All actions of CloudWatch Logs. */
import type { Actions, JsonAction } from '#sandbox/api/call.ts';
import { logEventActions } from './events.ts';
import { logGroupActions } from './groups.ts';
import { logStreamActions } from './streams.ts';

export const logsActions: Actions<JsonAction> = { ...logEventActions, ...logGroupActions, ...logStreamActions };

/** The resource a Logs permission is asked for: the group or the stream in it (Service Authorization Reference). */
export function logsResource(arnPrefix: string, body: unknown): string {
  const read = (key: string): string | undefined => {
    const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, key) : undefined;
    return typeof value === 'string' ? value : undefined;
  };
  const arn = read('resourceArn');
  if (arn !== undefined) return arn;
  const group = read('logGroupName') ?? '';
  return `${arnPrefix}:log-group:${group}:log-stream:${read('logStreamName') ?? ''}`;
}
