/** What each screen is for, for first-time users. */
import type { ScreenName } from './bindings.ts';

export const screenHelp: Readonly<Record<ScreenName, string>> = {
  welcome:
    'A mesh connects VPCs of several regions by IPsec tunnels between small instances of yours, the concentrators. Nothing is created before you have seen the plan and pressed y. The sandbox is a local AWS emulator on this machine: it costs nothing and needs no account.',
  regions:
    'Every VPC that this identity can read. Select at least two whose networks do not overlap: each becomes a member of the mesh. Rows appear as regions answer.',
  concentrators:
    'A concentrator is a small instance that terminates a member’s tunnels. Every field has a default; change what you like, then press Enter.',
  access:
    'SSH is closed by default; temporary rules open it, only for the addresses that you name. With SSH closed, hosts ship reports of their facts to the log group.',
  plan: 'Every change, grouped by where it happens: + create, ~ update, - delete, > on a host. Nothing has happened yet.',
  run: 'Steps run in parallel, each as soon as its dependencies are done. You can stop a run at any time; the next one resumes.',
  proof:
    'Probes run from a network behind each concentrator to one behind each peer: ping and path MTU. Rows are sources, columns are destinations.',
  audit:
    'Every check on the live mesh, worst findings first; t shows passing checks. A fix shows its exact calls before it runs, and the same checks run again afterwards.',
  home: 'The existing mesh. `vpnmesh audit` in cron runs the same audit as here.',
};
