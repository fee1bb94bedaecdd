/** AWS errors as operator errors: what failed, in which region, and what to do next. */
import { printable } from '#mesh/printable.ts';
import { CloudError, type CloudFailure } from '#ports/cloud-error.ts';
import { organizationDenies } from '#ports/permissions.ts';
import { invalidCode, profileTrouble } from './credentials.ts';

interface SdkErrorFields {
  readonly name: string;
  readonly message: string;
  readonly Code?: string;
  readonly code?: string;
}

/** The error code as AWS gave it; the SDK puts it in `name` for services with modelled errors. */
export function codeOf(error: unknown): string {
  if (error instanceof CloudError) return error.code;
  if (!(error instanceof Error)) return 'Unknown';
  const sdkError = error as SdkErrorFields;
  // The SDK calls a connection that was cut a time-out as well.
  if (error.name === 'TimeoutError' && (sdkError.code === 'ECONNRESET' || sdkError.code === 'EPIPE'))
    return 'ECONNRESET';
  return sdkError.Code ?? (error.name === 'Error' && typeof sdkError.code === 'string' ? sdkError.code : error.name);
}

const credentialCodes = new Set([
  'AuthFailure',
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'SignatureDoesNotMatch',
  'ExpiredToken',
  'ExpiredTokenException',
  'RequestExpired',
  'CredentialsProviderError',
  'TokenProviderError',
]);
const deniedCodes = new Set([
  'UnauthorizedOperation',
  'AccessDenied',
  'AccessDeniedException',
  'Client.UnauthorizedOperation',
]);
const throttledCodes = new Set([
  'RequestLimitExceeded',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
]);
const networkCodes = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'ECONNRESET',
  'ETIMEDOUT',
  'TimeoutError',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'AbortError',
]);

/** AWS outages: asking again now does not help. */
const brokenCodes = new Set([
  'InternalError',
  'InternalFailure',
  'InternalServerError',
  'ServiceException',
  'ServiceFailure',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'Unavailable',
]);

export function failureOf(code: string): CloudFailure {
  if (credentialCodes.has(code)) return 'credentials';
  if (deniedCodes.has(code)) return 'denied';
  if (throttledCodes.has(code)) return 'throttled';
  if (networkCodes.has(code) || brokenCodes.has(code)) return 'unreachable';
  if (/LimitExceeded$|^LimitExceeded|^VcpuLimit|QuotaExceeded/.test(code)) return 'quota';
  if (/Duplicate$|AlreadyExists|^EntityAlreadyExists|ResourceAlreadyExists/.test(code)) return 'exists';
  if (/NotFound$|^NoSuchEntity|ResourceNotFound|Malformed$/.test(code)) return 'not-found';
  if (/^DependencyViolation|InUse$|^DeleteConflict/.test(code)) return 'in-use';
  return 'other';
}

function nextStep(kind: CloudFailure, action: string, region: string): string | undefined {
  switch (kind) {
    case 'credentials':
      return 'log in again or choose other credentials: `aws sts get-caller-identity` shows the current identity';
    case 'denied':
      return `allow ${action} for this identity, or use another profile`;
    case 'quota':
      return `raise the quota in Service Quotas in ${region}, or free unused resources, then run the same command again`;
    case 'throttled':
      return 'wait a minute and run the same command again';
    case 'unreachable':
      return 'check the network and AWS_ENDPOINT_URL, then run the same command again';
    case 'in-use':
      return 'find what still uses it, then run the same command again';
    case 'region':
    case 'exists':
    case 'not-found':
    case 'other':
      return undefined;
  }
}

/** A thousand characters or so, behind all that a person can read. */
const encodedMessage = /(Encoded authorization failure message: )([\w+/=-]{40,})/;

const howToDecode =
  'for the reason decode the message: `aws sts decode-authorization-message --encoded-message …`, with the full text from this call in CloudTrail';

/** In AWS's words, an organisation's policy denies it: whatever this identity is allowed besides is of no use. */
export const isOfOrganization = (message: string): boolean => message.includes('service control policy');

/** The action that AWS names as denied, which may be another than the call's: tags that come with what is made. */
export const deniedAction = (message: string): string | undefined =>
  /not authorized to perform: ([\w-]+:\w+)/.exec(message)?.[1];

/** Wraps whatever an AWS client threw; `profile` is whose credentials were asked for. */
export function cloudError(error: unknown, action: string, region: string, profile?: string): CloudError {
  if (error instanceof CloudError) return error;
  const code = codeOf(error);
  const kind = error instanceof Error && invalidCode.test(error.message) ? 'credentials' : failureOf(code);
  // What follows the first line of a message is for whoever holds the error in a debugger.
  const line = printable((error instanceof Error ? error.message || code : String(error)).split('\n', 1)[0] ?? code);
  const words = line.replace(
    encodedMessage,
    (_, before: string, text: string) => `${before}${text.slice(0, 12)}… (${text.length} characters)`,
  );
  const trouble = kind === 'credentials' && error instanceof Error ? profileTrouble(error.message, profile) : undefined;
  const next =
    trouble?.next ??
    (kind === 'denied' && isOfOrganization(words)
      ? organizationDenies(deniedAction(words) ?? action)
      : nextStep(kind, deniedAction(words) ?? action, region));
  const place = region === 'global' ? '' : ` in ${region}`;
  return new CloudError(
    kind,
    { action, region, code },
    kind === 'credentials'
      ? `no valid AWS credentials${profile === undefined ? '' : ` in profile "${profile}"`} for ${action}${place}: ${printable(trouble?.words ?? words)}`
      : `${action}${place} failed: ${words} (${code})`,
    words === line ? next : [next, howToDecode].filter((one) => one !== undefined).join('; '),
    { cause: error },
  );
}
