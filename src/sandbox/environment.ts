/** What an operator exports and types to look around in a sandbox. */
import { existsSync } from 'node:fs';
import { SandboxError } from './sandbox-error.ts';
import { pathsIn } from './state-paths.ts';
import { readWorld, sandboxStatus } from './status.ts';

export interface SandboxEnvironment {
  readonly variables: Readonly<Record<string, string>>;
  /** Ready specs: two members first, then all. */
  readonly specs: readonly string[];
  readonly sshConfig: string;
  /** Lines to try. */
  readonly hints: readonly string[];
}

/** @throws SandboxError when it is not up */
export async function sandboxEnv({ stateDir }: { readonly stateDir: string }): Promise<SandboxEnvironment> {
  const { endpoint, instances } = await sandboxStatus({ stateDir });
  const [key] = readWorld(stateDir)?.accessKeys ?? [];
  if (endpoint === undefined || key === undefined) {
    throw new SandboxError(`no sandbox is up in ${stateDir}`, 'start one: vpnmesh sandbox up');
  }
  const paths = pathsIn(stateDir);
  const region = instances[0]?.region ?? 'us-east-1';
  const reachable = instances.find(({ publicIp }) => publicIp !== undefined)?.publicIp ?? 'ELASTIC-IP';
  const specs = [paths.spec, paths.spec3].filter((path) => existsSync(path));
  return {
    variables: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: key.id,
      AWS_SECRET_ACCESS_KEY: key.secret,
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      // Nothing here is to look for the metadata service of the machine it runs on.
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    specs,
    sshConfig: paths.sshConfig,
    hints: [
      'aws ec2 describe-instances --output table',
      `aws ec2 describe-vpcs --region ${instances.find((one) => one.region !== region)?.region ?? region}`,
      'aws logs describe-log-groups',
      ...specs.slice(0, 1).map((spec) => `vpnmesh plan -f ${spec}`),
      `ssh -F ${paths.sshConfig} admin@${reachable}`,
    ],
  };
}
