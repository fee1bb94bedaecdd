/** What the Logs calls share: bodies read by schema, lookups with Logs' errors, pages. */
import * as z from 'zod';
import type { Json, JsonCall } from '#sandbox/api/call.ts';
import type { LogGroup, LogStream } from '#sandbox/api/store/account-model.ts';
import { ApiError } from '#sandbox/api/wire/errors.ts';

export const invalid = (message: string): ApiError => new ApiError('InvalidParameterException', message);
export const noResource = (message: string): ApiError => new ApiError('ResourceNotFoundException', message);
export const alreadyThere = (message: string): ApiError => new ApiError('ResourceAlreadyExistsException', message);

export const groupName = z.string().regex(/^[.\-_/#A-Za-z0-9]{1,512}$/);
export const streamName = z.string().regex(/^[^:*]{1,512}$/);
export const tags = z.record(z.string(), z.string());

/** An action whose body has this shape. @throws ApiError InvalidParameterException when it has not */
export const withBody =
  <S extends z.ZodType>(schema: S, run: (call: JsonCall, body: z.output<S>) => Json) =>
  (call: JsonCall): Json => {
    const parsed = schema.safeParse(call.body);
    if (parsed.success) return run(call, parsed.data);
    const [issue] = parsed.error.issues;
    throw invalid(
      `1 validation error detected: Value at '${issue?.path.join('.')}' failed to satisfy constraint: ${issue?.message}`,
    );
  };

export const groupArn = ({ regionName, world }: JsonCall, name: string): string =>
  `arn:aws:logs:${regionName}:${world.accountId}:log-group:${name}`;

export function needGroup({ region }: JsonCall, name: string): LogGroup {
  const group = region.logGroups.get(name);
  if (group === undefined) throw noResource('The specified log group does not exist.');
  return group;
}

export const streamsOf = ({ region }: JsonCall, group: string): readonly LogStream[] =>
  region.logStreams.all().filter((one) => one.group === group);

export function needStream(call: JsonCall, group: string, name: string): LogStream {
  needGroup(call, group);
  const stream = streamsOf(call, group).find((one) => one.name === name);
  if (stream === undefined) throw noResource('The specified log stream does not exist.');
  return stream;
}

/** One page: nextToken is where the next one begins. */
export function logsPage<T>(
  rows: readonly T[],
  token: string | undefined,
  limit: number,
): { readonly rows: readonly T[]; readonly nextToken?: string } {
  const start = token === undefined ? 0 : Number(/^next:(\d+)$/.exec(Buffer.from(token, 'base64').toString())?.[1]);
  if (Number.isNaN(start)) throw invalid('The specified nextToken is invalid.');
  const end = start + limit;
  return {
    rows: rows.slice(start, end),
    ...(end < rows.length ? { nextToken: Buffer.from(`next:${end}`).toString('base64') } : {}),
  };
}
