/** A draft as the text of `vpnmesh.yaml`. Everything else in the file stays, comments included. */
import { type Document, isMap, isSeq, parseDocument, type YAMLMap } from 'yaml';
import { type Draft, type DraftMember, emptyDraft, sshNetworks } from './draft.ts';

/** @param base the existing file, undefined if there is none */
export function draftText(draft: Draft, base: string | undefined): string {
  const document = parseDocument(
    base ?? '# A mesh of VPCs, created by vpnmesh: https://www.npmjs.com/package/vpnmesh-wizard\n',
  );
  const before = JSON.stringify(document.toJS());
  if (!isMap(document.contents)) document.contents = document.createNode({}) as unknown as typeof document.contents;
  const put = (path: readonly string[], value: unknown, usual?: unknown): void => {
    const unsaid = !document.hasIn(path);
    if (unsaid && value === usual) return;
    if (value === '') document.deleteIn(path);
    else if (JSON.stringify(plain(document, path)) !== JSON.stringify(value))
      document.setIn(path, document.createNode(value));
  };
  put(['mesh'], draft.mesh);
  putMembers(document, draft.members);
  put(['concentrator', 'instanceType'], draft.instanceType, emptyDraft.instanceType);
  put(['securityGroups', 'services'], draft.services, emptyDraft.services);
  const from = sshNetworks(draft);
  if (from.length > 0 || document.hasIn(['ssh', 'from'])) put(['ssh', 'from'], from);
  put(['ssh', 'identity'], draft.identity, '');
  put(['ssh', 'config'], draft.sshConfig, '');
  put(['logs', 'group'], draft.logGroup, '');
  put(['logs', 'retentionDays'], draft.retentionDays, emptyDraft.retentionDays);
  const unchanged = base !== undefined && JSON.stringify(document.toJS()) === before;
  return unchanged ? base : written(document, base);
}

/** In the file's own style: `{a: b}` or `{ a: b }`, without new line breaks. */
export function written(document: Document, base = ''): string {
  return document.toString({ lineWidth: 0, flowCollectionPadding: !/[[{][^\s\]}]/.test(base) });
}

function plain(document: Document, path: readonly string[]): unknown {
  const value: unknown = document.getIn(path);
  return isSeq(value) || isMap(value) ? value.toJSON() : value;
}

/** Members that stay keep their nodes; removed ones go, and new ones are appended. */
function putMembers(document: Document, members: readonly DraftMember[]): void {
  const list: unknown = document.get('members');
  const written = isSeq(list) ? list.items.filter((item): item is YAMLMap => isMap(item)) : [];
  const of = ({ region, vpc }: DraftMember): YAMLMap | undefined =>
    written.find((node) => node.get('region') === region && node.get('vpc') === vpc);
  const nodes = members.map((member) => {
    const node = of(member) ?? (document.createNode({ region: member.region, vpc: member.vpc }) as YAMLMap);
    if (member.name !== (node.get('name') ?? member.region)) node.set('name', member.name);
    const subnets: unknown = node.get('subnets');
    const first = isSeq(subnets) ? subnets.get(0) : undefined;
    if (member.subnet === '' && subnets !== undefined) node.delete('subnets');
    else if (member.subnet !== '' && first !== member.subnet) node.set('subnets', document.createNode([member.subnet]));
    return node;
  });
  if (isSeq(list)) list.items = nodes;
  else document.set('members', nodes);
}
