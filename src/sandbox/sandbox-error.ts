/** Something the operator can repair: what happened, and the next thing to do. */
export class SandboxError extends Error {
  readonly next: string;

  constructor(message: string, next: string) {
    super(message);
    this.name = 'SandboxError';
    this.next = next;
  }
}
