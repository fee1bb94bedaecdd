/** One AWS request from its bytes to its answer: faults, permission, action, network, state, log, in this order. */
import { setTimeout as delay } from 'node:timers/promises';
import { forgetTerminated } from '#sandbox/api/hosts/terminate-cleanup.ts';
import type { PracticeDesk } from '#sandbox/breakages/breakage.ts';
import type { HostConsole } from '#sandbox/hosts/backend.ts';
import type { Caller } from './access/caller.ts';
import { denied, unauthenticated } from './access/denials.ts';
import type { Fault, Faults } from './faults.ts';
import type { RequestLine } from './request-log.ts';
import { authorize, type CallSources, findAction, identify, perform, type Request, readRequest } from './router.ts';
import { type Service, serviceNamed } from './services.ts';
import { newRequestId } from './store/ids.ts';
import { type Answer, errorAnswer } from './wire/answers.ts';
import { ApiError } from './wire/errors.ts';
import { readCredential, type SignedRequest } from './wire/signature.ts';
import type { Exchange, WireLog } from './wire-log.ts';

export interface EndpointOptions extends CallSources {
  readonly faults: Faults;
  /** Resolves when the network obeys the model. */
  readonly settle: () => Promise<void>;
  /** Only where hosts may be reached by whoever reaches the API. */
  readonly console?: HostConsole;
  /** Where there are hosts to break. */
  readonly practice?: PracticeDesk;
  /** Resolves when all that has changed until now is on disk. */
  readonly save: () => Promise<void>;
  readonly record: (line: RequestLine) => void;
  /** Where whole exchanges are kept for a judge. */
  readonly wire?: WireLog | undefined;
  readonly log: (line: string) => void;
}

const hangUp = Symbol('hang up');

/** The service a request without usable credentials means, as far as it can be told. */
function guessService({ headers, body }: SignedRequest): string {
  const target = String(headers['x-amz-target'] ?? '');
  if (target.startsWith('Logs_')) return 'logs';
  if (target.startsWith('ServiceQuotas')) return 'servicequotas';
  const version = new URLSearchParams(body.toString()).get('Version');
  return version === '2010-05-08' ? 'iam' : version === '2011-06-15' ? 'sts' : 'ec2';
}

async function strike(fault: Fault | undefined, request: Request, caller: Caller): Promise<void> {
  if (fault === undefined) return;
  await delay(fault.latencyMs);
  const { service, action } = request;
  switch (fault.effect?.kind) {
    case undefined:
    case 'garble':
    case 'truncate':
      return;
    case 'error':
      throw new ApiError(fault.effect.code, fault.effect.message, fault.effect.status);
    case 'deny':
      throw denied(
        service.name,
        caller,
        { action: `${service.name}:${action}`, resource: '*' },
        { decision: 'explicit-deny', by: 'identity' },
      );
    case 'hang-up':
      throw hangUp;
  }
}

/** What is left of an answer on its way. */
function spoilt(done: Answer, fault: Fault | undefined): Answer {
  if (fault?.effect?.kind === 'garble') return { ...done, body: fault.effect.body };
  if (fault?.effect?.kind === 'truncate') return { ...done, body: done.body.slice(0, fault.effect.bytes) };
  return done;
}

async function answer(
  options: EndpointOptions,
  request: Request,
  caller: Caller,
  region: string,
  requestId: string,
): Promise<{ readonly done: Answer; readonly sent: Answer }> {
  const { world, faults } = options;
  const fault = faults.take({ service: request.service.name, action: request.action, region });
  if (fault?.when === 'before') await strike(fault, request, caller);
  authorize(request, caller, region, world);
  const now = Date.now();
  for (const [, one] of world.regions()) forgetTerminated(one, world.settings.terminatedMs, now);
  try {
    const done = await perform(request, options, caller, region, requestId, now);
    // Effects are to be seen on the wire when the answer arrives.
    if (findAction(request)?.changes === true) await options.settle();
    if (fault?.when === 'after') await strike(fault, request, caller);
    return { done, sent: spoilt(done, fault) };
  } finally {
    // What an answer tells of, a killed sandbox still knows.
    await options.save();
  }
}

function asApiError(error: unknown, log: (line: string) => void): ApiError {
  if (error instanceof ApiError) return error;
  log(error instanceof Error ? (error.stack ?? error.message) : String(error));
  const why = error instanceof Error ? error.message : String(error);
  return new ApiError('InternalError', `An internal error has occurred: ${why}`, 500);
}

/** Answers a request; undefined means that the connection is to be cut. */
export async function handle(options: EndpointOptions, signed: SignedRequest): Promise<Answer | undefined> {
  const started = Date.now();
  const requestId = newRequestId();
  const credential = readCredential(signed.headers.authorization);
  const service: Service | undefined = serviceNamed(credential?.service ?? guessService(signed));
  if (service === undefined) {
    return { status: 404, headers: {}, body: `the sandbox has no service ${credential?.service}\n` };
  }
  // IAM and STS have one home for all regions; their clients may sign for none.
  const region = service.name === 'iam' ? 'us-east-1' : (credential?.region ?? '');
  let request: Request | undefined;
  let caller: Caller | undefined;
  const finish = (status: number, code: string | undefined): void =>
    options.record({
      time: new Date(started).toISOString(),
      region,
      service: service.name,
      action: request?.action ?? '',
      mutating: request === undefined ? false : (findAction(request)?.changes ?? false),
      dryRun: request?.dryRun ?? false,
      status,
      ...(code === undefined ? {} : { code }),
      ...(caller === undefined ? {} : { caller: caller.arn }),
      requestId,
      userAgent: String(signed.headers['user-agent'] ?? ''),
      durationMs: Date.now() - started,
    });
  try {
    request = readRequest(service, signed);
    if (credential === undefined) throw unauthenticated(service.name, 'missing');
    caller = identify(options.world, service, credential, signed, started);
    const { done, sent } = await answer(options, request, caller, region, requestId);
    finish(done.status, undefined);
    options.wire?.(exchange(request, signed, done));
    return sent;
  } catch (error) {
    if (error === hangUp) {
      finish(0, 'HangUp');
      return undefined;
    }
    const failure = asApiError(error, options.log);
    finish(failure.status, failure.code);
    const said = errorAnswer(service, failure, requestId);
    if (request !== undefined) options.wire?.(exchange(request, signed, said));
    return said;
  }
}

const exchange = (
  { service, action }: Request,
  { body }: SignedRequest,
  { status, body: answer }: Answer,
): Exchange => ({
  service: service.name,
  action,
  request: body.toString(),
  status,
  answer,
});
