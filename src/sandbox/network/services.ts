import type { Socket as UdpSocket } from 'node:dgram';
import type { Server } from 'node:net';
import type { BackendCallbacks, HostSpec, SshDoor } from '#sandbox/hosts/backend.ts';
import { linkLocal } from './addresses.ts';
import type { Authority } from './certificates.ts';
import { serveEndpoints } from './endpoints.ts';
import { createMetadataService } from './metadata.ts';
import type { MetadataSubject } from './metadata-tree.ts';
import { type NamespaceSockets, openNamespaceSockets } from './namespace-sockets.ts';
import type { Network } from './network.ts';
import { createDoors, type Doors } from './port-forwards.ts';
import { serveTime } from './time-server.ts';

/** All that answers inside the emulated network without being a host, and the operator's way in. */
export interface Services {
  openRouter(vpcId: string, namespace: string): Promise<void>;
  closeRouter(vpcId: string): void;
  openInternet(network: Network): Promise<void>;
  keepDoors(publicIps: readonly string[]): Promise<void>;
  doors(): readonly SshDoor[];
  /** Sockets hold on to their namespaces: to be called before these are removed. */
  close(): Promise<void>;
}

export interface ServicesOptions {
  readonly stateDir: string;
  readonly callbacks: BackendCallbacks;
  /** Of the endpoints' certificates. */
  readonly authority: Authority;
  /** Which host an interface belongs to. */
  readonly hostAt: (interfaceId: string) => HostSpec | undefined;
}

export function startServices(options: ServicesOptions): Services {
  const { stateDir, callbacks, authority, hostAt } = options;
  const routers = new Map<string, { readonly metadata: Server; readonly time: UdpSocket }>();
  let net: Network | undefined;
  let internet: NamespaceSockets | undefined;
  let doors: Doors | undefined;
  let closeEndpoints: (() => void) | undefined;

  const subjectAt = (vpcId: string, address: string): MetadataSubject | undefined => {
    const nic = net?.interfaceAt(vpcId, address);
    const host = nic && hostAt(nic.id);
    const vpc = net?.vpc(vpcId);
    if (nic === undefined || host === undefined || vpc === undefined) return undefined;
    return {
      host,
      nic,
      subnetCidr: vpc.subnets.find(({ id }) => id === nic.subnetId)?.cidr ?? '',
      vpcCidrs: vpc.cidrs,
      httpTokens: callbacks.metadataOptions(host.instanceId).httpTokens,
      credentials: () => callbacks.roleCredentials(host.instanceId),
    };
  };
  const metadata = createMetadataService(subjectAt);

  const closeRouter = (vpcId: string): void => {
    const router = routers.get(vpcId);
    routers.delete(vpcId);
    router?.metadata.close();
    router?.time.close();
  };

  return {
    async openRouter(vpcId, namespace) {
      const sockets = openNamespaceSockets(namespace);
      try {
        const listener = await sockets.listen(linkLocal.metadata, 80);
        metadata.serve(vpcId, listener);
        const time = await sockets.receive(linkLocal.time, 123);
        serveTime(time);
        routers.set(vpcId, { metadata: listener, time });
      } finally {
        await sockets.close();
      }
    },
    closeRouter,
    async openInternet(network) {
      net = network;
      internet = openNamespaceSockets(network.names.internet);
      closeEndpoints = await serveEndpoints(internet, () => callbacks.apiPort, authority);
      doors = await createDoors(stateDir, internet);
    },
    keepDoors: async (publicIps) => doors?.keep(publicIps),
    doors: () => doors?.list() ?? [],
    async close() {
      await doors?.close();
      closeEndpoints?.();
      await internet?.close();
      for (const vpcId of [...routers.keys()]) closeRouter(vpcId);
    },
  };
}
