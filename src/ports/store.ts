/** The Store port: files on this machine between runs; a convenience, never the truth. */
export interface Store {
  /** Where it is kept, for messages. */
  path(mesh: string, name: string): string;
  /** Undefined when nothing is kept under that name. @throws OperatorError when it is there and cannot be read */
  read(mesh: string, name: string): string | undefined;
  /** Replaces it: a run that dies leaves the old text or the new one. @throws OperatorError */
  write(mesh: string, name: string, text: string): void;
  /** Puts what is kept there out of the way, without losing it. @returns its new path. @throws OperatorError */
  setAside(mesh: string, name: string): string;
}
