/** Everything that an audit judges of a mesh, with hosts as this product reads them. */
import type { AuditFacts } from '#audit/facts.ts';
import type { HostFacts } from '#linux/host-facts.ts';
import type { HostInput } from '#linux/host-input.ts';

export type MeshFacts = AuditFacts<HostFacts, HostInput>;
