/** Errors as AWS answers them. Anything else thrown by an action is a fault of the sandbox and becomes InternalError. */

/** One AWS error: its code, message and HTTP status. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.status = status;
  }
}

export const missingParameter = (name: string): ApiError =>
  new ApiError('MissingParameter', `The request must contain the parameter ${name}`);

export const invalidValue = (message: string): ApiError => new ApiError('InvalidParameterValue', message);

/** Something real AWS has and this one does not: said as such, so that nobody looks for a mistake of their own. */
export const notInSandbox = (what: string): ApiError =>
  new ApiError('UnsupportedOperation', `${what} is not part of the sandbox`);
