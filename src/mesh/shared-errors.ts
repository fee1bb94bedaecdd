/** Errors that several commands share. */
import { OperatorError } from './errors.ts';

export const notBuilt = (mesh: string): OperatorError =>
  new OperatorError(`mesh ${mesh} is not built: no concentrator exists`, 'build it with `vpnmesh apply`');

/** @param consequence what is impossible without it, after "so" */
export const noSshSource = (consequence: string): OperatorError =>
  new OperatorError(
    `ssh.from is empty, so ${consequence}`,
    'add the network you connect from to the spec: `ssh: {from: [203.0.113.7/32]}`',
  );
