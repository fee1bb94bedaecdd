/** The commands on a mesh, loaded together: they share nearly everything, and each separate file costs half a millisecond. */
export { apply } from './commands/apply.ts';
export { destroy } from './commands/destroy.ts';
export { plan } from './commands/plan.ts';
export { ssh } from './commands/ssh.ts';
export { status } from './commands/status.ts';
export { verify } from './commands/verify.ts';
