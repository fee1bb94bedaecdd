/** What each screen is for, for whoever sees it for the first time. */
import type { ScreenName } from './bindings.ts';

export const screenHelp: Readonly<Record<ScreenName, string>> = {
  welcome:
    'A mesh connects VPCs of several regions by IPsec tunnels between small instances of yours, the concentrators. Nothing is made before you have seen the plan and pressed y. The sandbox is a pretend AWS on this machine: it costs nothing and needs no account.',
  regions:
    'Every VPC that this identity may see. Select at least two whose networks do not overlap: each becomes a member of the mesh. Regions answer at their own pace, and rows appear as they do.',
  concentrators:
    'One small instance in each member ends its tunnels. Every field has a default; change what you like, then press Enter.',
  access:
    'SSH is open only while hosts are worked on, and only for the addresses that you name. Afterwards hosts report by themselves to the log group.',
  plan: 'Everything that will be made or changed, in the order in which it could be done one by one. + is made, ~ is changed, - goes, > is done on a host. Nothing has happened yet.',
  run: 'Steps run side by side, each as soon as what it needs is done. A run may be stopped at any moment, and the next one goes on from what is there.',
  proof:
    'Every concentrator pings every peer through its tunnel and finds the biggest packet that crosses whole. Rows send, columns answer.',
  audit:
    'Every check over the live mesh. Worst first; what passes is hidden until you press t. A remedy is shown exactly before it is carried out, and the same checks run again behind it.',
  home: 'The mesh as it stands. `vpnmesh audit` from cron does by itself what Audit does here.',
};
