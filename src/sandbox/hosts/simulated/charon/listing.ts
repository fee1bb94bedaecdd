/** What `swanctl --list-sas` and `--list-conns` print, in words and raw (formats of 5.9.8). */
import type { Connection } from './connection.ts';
import type { ChildSa, IkeSa } from './sa.ts';

const ago = (then: number | undefined, now: number): number => Math.max(0, Math.round((now - (then ?? now)) / 1000));
const until = (then: number, now: number): number => Math.round((then - now) / 1000);

const split = (name: string | undefined): readonly [string, string] => {
  const [algorithm = '', bits = ''] = (name ?? '').split('-');
  return [algorithm, bits];
};

type Pairs = readonly (readonly [string, string | number | undefined])[];
const raw = (pairs: Pairs): string =>
  pairs.flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${value}`])).join(' ');

function rawChild(child: ChildSa, now: number): string {
  const { config, proposal } = child;
  const [algorithm, bits] = split(proposal.encryption[0]);
  const pairs = raw([
    ['name', config.name],
    ['uniqueid', child.uniqueId],
    ['reqid', child.reqid],
    ['state', child.state],
    ['mode', 'TUNNEL'],
    ['protocol', 'ESP'],
    ['encap', 'yes'],
    ['spi-in', child.spiIn],
    ['spi-out', child.spiOut],
    ['encr-alg', algorithm],
    ['encr-keysize', bits === '' ? undefined : bits],
    ['integ-alg', proposal.integrity[0]],
    ['dh-group', proposal.groups[0]],
    ['bytes-in', child.bytesIn],
    ['packets-in', child.packetsIn],
    ['use-in', child.usedIn === undefined ? undefined : ago(child.usedIn, now)],
    ['bytes-out', child.bytesOut],
    ['packets-out', child.packetsOut],
    ['use-out', child.usedOut === undefined ? undefined : ago(child.usedOut, now)],
    ['rekey-time', Number.isFinite(child.rekeyAt) ? until(child.rekeyAt, now) : undefined],
    ['life-time', Math.round(config.rekeyTime * 1.1) - ago(child.installedAt, now)],
    ['install-time', ago(child.installedAt, now)],
    ['local-ts', `[${child.localTs.join(' ')}]`],
    ['remote-ts', `[${child.remoteTs.join(' ')}]`],
  ]);
  return `${config.name}-${child.uniqueId} {${pairs}}`;
}

export function rawSas(sas: readonly IkeSa[], address: string, now: number): string {
  const lines = sas.map((sa) => {
    const { connection, proposal } = sa;
    const [algorithm, bits] = split(proposal?.encryption[0]);
    const pairs = raw([
      ['uniqueid', sa.uniqueId],
      ['version', 2],
      ['state', sa.state],
      ['local-host', address],
      ['local-port', sa.remotePort],
      ['local-id', sa.state === 'CONNECTING' && !sa.initiator ? '%any' : connection.local.id],
      ['remote-host', sa.remoteHost],
      ['remote-port', sa.remotePort],
      ['remote-id', sa.state === 'CONNECTING' && !sa.initiator ? '%any' : connection.remote.id],
      ['initiator', sa.initiator ? 'yes' : undefined],
      ['initiator-spi', sa.initiatorSpi],
      ['responder-spi', sa.responderSpi],
      ['nat-local', 'yes'],
      ['nat-remote', 'yes'],
      ['nat-any', 'yes'],
      ['encr-alg', algorithm === '' ? undefined : algorithm],
      ['encr-keysize', bits === '' ? undefined : bits],
      ['integ-alg', proposal?.integrity[0]],
      ['prf-alg', proposal?.prf[0]],
      ['dh-group', proposal?.groups[0]],
      ['established', sa.establishedAt === undefined ? undefined : ago(sa.establishedAt, now)],
      [
        'rekey-time',
        sa.establishedAt === undefined || !Number.isFinite(sa.rekeyAt) ? undefined : until(sa.rekeyAt, now),
      ],
    ]);
    return `list-sa event {${connection.name} {${pairs} child-sas {${sa.children.map((child) => rawChild(child, now)).join(' ')}}}}\n`;
  });
  return `${lines.join('')}list-sas reply {}\n`;
}

export function textSas(sas: readonly IkeSa[], address: string, now: number): string {
  return sas
    .map((sa) => {
      const { connection, proposal } = sa;
      const port = sa.remotePort;
      const spi = (own: boolean, value: string): string =>
        `${value}_${own ? 'i' : 'r'}${own === sa.initiator ? '*' : ''}`;
      const suite = [
        proposal?.encryption[0],
        ...(proposal?.integrity ?? []),
        ...(proposal?.prf ?? []),
        ...(proposal?.groups ?? []),
      ];
      const times = [
        sa.establishedAt === undefined ? '' : `  established ${ago(sa.establishedAt, now)}s ago`,
        sa.establishedAt === undefined || !Number.isFinite(sa.rekeyAt)
          ? ''
          : `, rekeying in ${until(sa.rekeyAt, now)}s`,
      ].join('');
      return [
        `${connection.name}: #${sa.uniqueId}, ${sa.state}, IKEv2, ${spi(true, sa.initiatorSpi)} ${spi(false, sa.responderSpi)}`,
        `  local  '${connection.local.id}' @ ${address}[${port}]`,
        `  remote '${connection.remote.id}' @ ${sa.remoteHost}[${port}]`,
        ...(proposal === undefined ? [] : [`  ${suite.join('/')}`]),
        ...(times === '' ? [] : [times]),
        ...sa.children.flatMap((child) => textChild(child, now)),
        '',
      ].join('\n');
    })
    .join('');
}

function textChild(child: ChildSa, now: number): readonly string[] {
  const { config, proposal } = child;
  const suite = [proposal.encryption[0], ...proposal.integrity, ...proposal.groups].join('/');
  const traffic = (end: 'in ' | 'out', spi: string, bytes: number, packets: number, used: number | undefined): string =>
    `    ${end} ${spi}, ${String(bytes).padStart(6)} bytes, ${String(packets).padStart(5)} packets${used === undefined ? '' : `, ${String(ago(used, now)).padStart(5)}s ago`}`;
  return [
    `  ${config.name}: #${child.uniqueId}, reqid ${child.reqid}, ${child.state}, TUNNEL-in-UDP, ESP:${suite}`,
    `    installed ${ago(child.installedAt, now)}s ago${Number.isFinite(child.rekeyAt) ? `, rekeying in ${until(child.rekeyAt, now)}s` : ''}, expires in ${Math.round(config.rekeyTime * 1.1) - ago(child.installedAt, now)}s`,
    traffic('in ', child.spiIn, child.bytesIn, child.packetsIn, child.usedIn),
    traffic('out', child.spiOut, child.bytesOut, child.packetsOut, child.usedOut),
    `    local  ${child.localTs.join(' ')}`,
    `    remote ${child.remoteTs.join(' ')}`,
  ];
}

export function rawConns(connections: readonly Connection[]): string {
  const auth = (name: string, id: string, auth: string): string =>
    `${name} {id=${id} class=${auth === 'pubkey' ? 'public key' : auth} groups=[] cert_policy=[] certs=[${id}] cacerts=[]}`;
  const action = (text: string): string => (text === 'restart' ? 'start' : text);
  const lines = connections.map((one) => {
    const children = one.children.map(
      (child) =>
        `${child.name} {mode=TUNNEL rekey_time=${child.rekeyTime} rekey_bytes=0 rekey_packets=0${
          child.dpdAction === 'clear' ? '' : ` dpd_action=${action(child.dpdAction)}`
        }${child.closeAction === 'none' ? '' : ` close_action=${child.closeAction}`} local-ts=[${child.localTs.join(' ')}] remote-ts=[${child.remoteTs.join(' ')}]}`,
    );
    return `list-conn event {${one.name} {local_addrs=[${one.localAddresses.join(' ')}] remote_addrs=[${one.remoteAddresses.join(' ')}] version=${versionOf(one)} reauth_time=0 rekey_time=${one.rekeyTime} unique=UNIQUE_${one.unique.toUpperCase()} dpd_delay=${one.dpdDelay} ${auth('local-1', one.local.id, one.local.auth)} ${auth('remote-1', one.remote.id, one.remote.auth)} children {${children.join(' ')}}}}\n`;
  });
  return `${lines.join('')}list-conns reply {}\n`;
}

const versionOf = ({ version }: Connection): string =>
  version === '2' ? 'IKEv2' : version === '1' ? 'IKEv1' : 'IKEv1/2';

export function textConns(connections: readonly Connection[]): string {
  return connections
    .map((one) =>
      [
        `${one.name}: ${versionOf(one)}, no reauthentication, rekeying every ${one.rekeyTime}s${one.dpdDelay === 0 ? '' : `, dpd delay ${one.dpdDelay}s`}`,
        `  local:  ${one.localAddresses.join(' ')}`,
        `  remote: ${one.remoteAddresses.join(' ')}`,
        ...(['local', 'remote'] as const).flatMap((side) => [
          `  ${side} public key authentication:`,
          `    id: ${one[side].id}`,
          `    certs: ${one[side].id}`,
        ]),
        ...one.children.flatMap((child) => [
          `  ${child.name}: TUNNEL, rekeying every ${child.rekeyTime}s${child.dpdAction === 'clear' ? '' : `, dpd action is ${child.dpdAction === 'restart' ? 'start' : child.dpdAction}`}`,
          `    local:  ${child.localTs.join(' ')}`,
          `    remote: ${child.remoteTs.join(' ')}`,
        ]),
        '',
      ].join('\n'),
    )
    .join('');
}
