/** A call of AWS that failed, by what its failure means. */
import { ExplainedError } from '#mesh/errors.ts';

export type CloudFailure =
  | 'credentials'
  /** The region takes no credentials of this account, which others take. */
  | 'region'
  | 'denied'
  | 'quota'
  | 'exists'
  | 'not-found'
  | 'throttled'
  | 'unreachable'
  | 'in-use'
  | 'other';

/** The code of an error that is ours: AWS answered, and left out what the mesh cannot do without. */
export const incompleteAnswer = 'IncompleteAnswer';

/** A call that failed for good. `message` names the action, the region and AWS's own words. */
export class CloudError extends ExplainedError {
  override name = 'CloudError';
  readonly kind: CloudFailure;
  /** IAM's word for the action: `ec2:RunInstances`. */
  readonly action: string;
  readonly region: string;
  /** AWS's error code: `InvalidGroup.NotFound`. */
  readonly code: string;
  constructor(
    kind: CloudFailure,
    where: { readonly action: string; readonly region: string; readonly code: string },
    message: string,
    next?: string,
    options?: ErrorOptions,
  ) {
    super(message, next, options);
    this.kind = kind;
    this.action = where.action;
    this.region = where.region;
    this.code = where.code;
  }
}
