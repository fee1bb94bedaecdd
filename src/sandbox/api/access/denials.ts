/** How each service words a refusal. The codes are what clients and their users look for. */
import { ApiError } from '#sandbox/api/wire/errors.ts';
import type { Authentication, Caller } from './caller.ts';
import type { Ruling } from './evaluate-request.ts';
import type { Question } from './required-permissions.ts';

export type ServiceName = 'ec2' | 'iam' | 'sts' | 'logs' | 'servicequotas';
export type Refusal = Extract<Authentication, { ok: false }>['reason'] | 'missing';

const invalidToken = 'The security token included in the request is invalid.';
const expiredToken = 'The security token included in the request is expired';
const wrongSignature =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';
const skewed = 'Signature expired: the time of the request is more than five minutes from ours.';
const missing = 'Request is missing Authentication Token';

type Wording = Readonly<Record<Refusal, readonly [code: string, message: string, status: number]>>;

const query: Wording = {
  unknown: ['InvalidClientTokenId', invalidToken, 403],
  signature: ['SignatureDoesNotMatch', wrongSignature, 403],
  skewed: ['SignatureDoesNotMatch', skewed, 403],
  expired: ['ExpiredToken', expiredToken, 403],
  missing: ['MissingAuthenticationToken', missing, 403],
};
const json: Wording = {
  unknown: ['UnrecognizedClientException', invalidToken, 400],
  signature: ['InvalidSignatureException', wrongSignature, 400],
  skewed: ['InvalidSignatureException', skewed, 400],
  expired: ['ExpiredTokenException', expiredToken, 400],
  missing: ['MissingAuthenticationTokenException', missing, 400],
};
const notValidated = 'AWS was not able to validate the provided access credentials';
const ec2: Wording = {
  unknown: ['AuthFailure', notValidated, 401],
  signature: ['AuthFailure', notValidated, 401],
  skewed: ['RequestExpired', 'Request has expired.', 400],
  expired: ['RequestExpired', 'Request has expired.', 400],
  missing: query.missing,
};

const wordings: Readonly<Record<ServiceName, Wording>> = {
  ec2,
  iam: query,
  sts: query,
  logs: json,
  servicequotas: json,
};

/** For a request whose sender is not known. */
export const unauthenticated = (service: ServiceName, reason: Refusal): ApiError =>
  new ApiError(...wordings[service][reason]);

/** IAM User Guide, "Examples of access denied error messages". */
const policyKinds = { identity: 'identity-based policy', organization: 'service control policy' } as const;

/** For a caller who may not do this. @param action as in policies: `ec2:RunInstances` */
export function denied(
  service: ServiceName,
  caller: Caller,
  { action, resource }: Pick<Question, 'action' | 'resource'>,
  { decision, by }: Pick<Ruling, 'decision' | 'by'>,
): ApiError {
  const kind = policyKinds[by];
  const why =
    decision === 'explicit-deny'
      ? `with an explicit deny in ${by === 'identity' ? 'an' : 'a'} ${kind}`
      : `because no ${kind} allows the ${action} action`;
  const text = `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${resource} ${why}`;
  if (service === 'ec2') {
    return new ApiError('UnauthorizedOperation', `You are not authorized to perform this operation. ${text}`, 403);
  }
  return service === 'iam' || service === 'sts'
    ? new ApiError('AccessDenied', text, 403)
    : new ApiError('AccessDeniedException', text, 400);
}
