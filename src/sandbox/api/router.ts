/** From a request to an action's answer: who asks, may they, does the call exist, what comes of it. */
import { authenticate, type Caller, mayDo } from './access/caller.ts';
import { denied, unauthenticated } from './access/denials.ts';
import type { Call, Hosts, Json, JsonAction, QueryAction } from './call.ts';
import type { LogEvents } from './logs/event-store.ts';
import type { JsonService, QueryService, Service } from './services.ts';
import type { World } from './store/world.ts';
import { type Answer, jsonAnswer, xmlAnswer } from './wire/answers.ts';
import { ApiError } from './wire/errors.ts';
import { Params } from './wire/params.ts';
import type { Credential, SignedRequest } from './wire/signature.ts';

/** What a request asks for, found out before anything is decided about it. */
export type Request =
  | { readonly service: QueryService; readonly action: string; readonly params: Params; readonly dryRun: boolean }
  | { readonly service: JsonService; readonly action: string; readonly body: unknown; readonly dryRun: false };

/** Reads the action and its parameters. @throws ApiError SerializationException for a body that is no JSON */
export function readRequest(service: Service, { url, headers, body }: SignedRequest): Request {
  if (service.protocol === 'query') {
    const query = new URL(url, 'http://localhost').search.slice(1);
    const params = Params.parse([query, body.toString()].filter((part) => part !== '').join('&'));
    return {
      service,
      action: params.text('Action') ?? '',
      params,
      dryRun: params.text('DryRun')?.toLowerCase() === 'true',
    };
  }
  const target = String(headers['x-amz-target'] ?? '');
  const action = target.startsWith(`${service.target}.`) ? target.slice(service.target.length + 1) : '';
  try {
    return { service, action, body: body.length === 0 ? {} : JSON.parse(body.toString()), dryRun: false };
  } catch {
    throw new ApiError('SerializationException', 'The request body is not JSON.');
  }
}

export const findAction = ({ service, action }: Request): QueryAction | JsonAction | undefined =>
  Object.hasOwn(service.actions, action) ? service.actions[action] : undefined;

const unknownAction = ({ service, action }: Request): ApiError =>
  service.protocol === 'query'
    ? new ApiError('InvalidAction', `The action ${action} is not valid for this web service.`)
    : new ApiError('UnknownOperationException', `The operation ${action} is not known.`);

/** @throws ApiError in the service's words when the sender is not known */
export function identify(
  world: World,
  service: Service,
  credential: Credential,
  signed: SignedRequest,
  now: number,
): Caller {
  const found = authenticate(world, credential, signed, now);
  if (found.ok) return found.caller;
  throw unauthenticated(service.name, found.reason);
}

/** @throws ApiError when the action is not known or the caller may not do it, as AWS answers before it looks at anything else */
export function authorize(request: Request, caller: Caller, regionName: string, world: World): void {
  const { service, action } = request;
  if (findAction(request) === undefined) throw unknownAction(request);
  const region = world.region(regionName);
  const asked = { action, regionName, world };
  const questions =
    region === undefined
      ? [{ action: `${service.name}:${action}`, resource: '*', context: {} }]
      : 'params' in request
        ? request.service.questions({ ...asked, region, input: request.params })
        : request.service.questions({ ...asked, region, input: request.body });
  for (const question of questions) {
    const context = { 'aws:RequestedRegion': regionName, ...question.context };
    const said = mayDo(caller, { ...question, context });
    if (said.decision !== 'allowed') throw denied(service.name, caller, question, said);
  }
  if (service.name === 'ec2' && request.dryRun) {
    throw new ApiError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
  }
}

export interface CallSources {
  readonly world: World;
  readonly hosts: Hosts;
  readonly events: LogEvents;
}

/** Carries the action out. @throws ApiError for a region that AWS does not have, and whatever the action throws */
export async function perform(
  request: Request,
  sources: CallSources,
  caller: Caller,
  regionName: string,
  requestId: string,
  now: number,
): Promise<Answer> {
  const { world, hosts, events } = sources;
  const region = world.region(regionName);
  if (region === undefined) {
    const code = request.service.name === 'ec2' ? 'AuthFailure' : 'SignatureDoesNotMatch';
    throw new ApiError(code, `Credential should be scoped to a valid region, not '${regionName}'.`, 403);
  }
  const call: Call = { world, hosts, regionName, region, caller, now };
  if ('params' in request) {
    const action = request.service.actions[request.action];
    if (action === undefined) throw unknownAction(request);
    const result = await action.run({ ...call, params: request.params });
    return xmlAnswer(request.service, request.action, result, requestId);
  }
  const action = request.service.actions[request.action];
  if (action === undefined) throw unknownAction(request);
  const result: Json = await action.run({ ...call, body: request.body, events });
  return jsonAnswer(result, requestId);
}
