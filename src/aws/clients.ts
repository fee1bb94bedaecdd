/** The SDK's clients, one per region and service; every error is a CloudError with its action and region. */
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient } from '@aws-sdk/client-iam';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { STSClient } from '@aws-sdk/client-sts';
import type { Tags } from '#mesh/names.ts';
import { printableIn } from '#mesh/printable.ts';
import { credentialsFrom } from './credentials.ts';
import type { Regional } from './disabled-regions.ts';
import { cloudError } from './failure.ts';
import { withOwnTags } from './own-tags.ts';

export interface RoleOptions {
  /** Starts and ends with `/`. */
  readonly path: string;
  /** ARN of a policy. */
  readonly boundary?: string;
}

export interface ClientOptions {
  readonly stop?: AbortSignal;
  /** Named profile; undefined leaves the choice to the SDK's default chain. */
  readonly profile?: string;
  /** Asks for an MFA code, by the device's serial; absent without a terminal. */
  readonly mfaCode?: (serial: string) => Promise<string>;
  /** Tags for everything that is created, besides the mesh's own. */
  readonly tags?: Tags;
  /** For the concentrators' role; for its instance profile the path alone. */
  readonly role?: RoleOptions;
  /** Timeout of one answer, ms; default one minute. */
  readonly answerMs?: number;
}

/** Middleware that tags new resources, names action and region in every error, and removes control characters from every answer. */
function explain(
  service: string,
  region: string,
  { profile = process.env.AWS_PROFILE, tags = {} }: ClientOptions,
  ofTheRegion?: Regional,
) {
  return <Args extends { readonly input: object }, Output>(
    next: (args: Args) => Promise<Output>,
    context: { readonly commandName?: string },
  ): ((args: Args) => Promise<Output>) =>
    async (args) => {
      try {
        const answer = await next({ ...args, input: withOwnTags(tags, context.commandName ?? '', args.input) });
        printableIn((answer as { readonly output?: unknown }).output);
        return answer;
      } catch (error) {
        const action = `${service}:${(context.commandName ?? 'call').replace(/Command$/, '')}`;
        throw (await ofTheRegion?.(error, action, region)) ?? cloudError(error, action, region, profile);
      }
    };
}

/** It works out what may be logged of every request and answer, and then has nobody to tell. */
const unheard = 'loggerMiddleware';

const outermost = { step: 'initialize', priority: 'high', name: 'explainErrors' } as const;

/** In ms. Without them a silent connection would block for ever. */
const timeouts = ({ answerMs = 60_000 }: ClientOptions) => ({
  connectionTimeout: 5_000,
  requestTimeout: answerMs,
  throwOnRequestTimeout: true,
});

/** What all clients of a run have in common: credentials are looked for once, connections are kept for whoever is next. */
type Common = Pick<IAMClient['config'], 'credentials' | 'requestHandler'>;

function settings(region: string, options: ClientOptions, maxAttempts: number, common?: Common) {
  const { profile } = options;
  return {
    region,
    maxAttempts,
    requestHandler: common?.requestHandler ?? timeouts(options),
    ...(profile === undefined ? {} : { profile }),
    ...(common === undefined ? {} : { credentials: common.credentials }),
  };
}

export interface RegionClients {
  readonly region: string;
  readonly ec2: EC2Client;
  /** For calls without a client token: after a lost answer the resource is looked up, never created again blindly. */
  readonly ec2Once: EC2Client;
  readonly logs: CloudWatchLogsClient;
  readonly sts: STSClient;
  readonly quotas: ServiceQuotasClient;
  /** The operator's interrupt: ends waits. */
  readonly stop: AbortSignal | undefined;
  destroy(): void;
}

interface AnyClient {
  readonly middlewareStack: {
    remove(name: string): unknown;
    add(middleware: ReturnType<typeof explain>, options: typeof outermost): void;
  };
  destroy(): void;
}

/** Clients are created on first use: most regions get a single call. */
export function regionClients(
  region: string,
  options: ClientOptions,
  common: Common,
  ofTheRegion?: Regional,
): RegionClients {
  const made: AnyClient[] = [];
  const lazily = <C extends AnyClient>(service: string, make: () => C): (() => C) => {
    let client: C | undefined;
    return () => {
      if (client === undefined) {
        client = make();
        client.middlewareStack.remove(unheard);
        client.middlewareStack.add(explain(service, region, options, ofTheRegion), outermost);
        made.push(client);
      }
      return client;
    };
  };
  const ec2 = lazily('ec2', () => new EC2Client(settings(region, options, 6, common)));
  const ec2Once = lazily('ec2', () => new EC2Client(settings(region, options, 1, common)));
  const logs = lazily('logs', () => new CloudWatchLogsClient(settings(region, options, 6, common)));
  const sts = lazily('sts', () => new STSClient(settings(region, options, 3, common)));
  const quotas = lazily('servicequotas', () => new ServiceQuotasClient(settings(region, options, 2, common)));
  return {
    region,
    get ec2() {
      return ec2();
    },
    get ec2Once() {
      return ec2Once();
    },
    get logs() {
      return logs();
    },
    get sts() {
      return sts();
    },
    get quotas() {
      return quotas();
    },
    stop: options.stop,
    destroy: () => {
      for (const client of made) client.destroy();
    },
  };
}

/** An STS client whose errors are the SDK's own. */
export function plainSts(region: string, options: ClientOptions, common: Common): STSClient {
  const sts = new STSClient(settings(region, options, 2, common));
  sts.middlewareStack.remove(unheard);
  return sts;
}

export interface GlobalClients {
  readonly iam: IAMClient;
  readonly common: Common;
  readonly role: RoleOptions;
  readonly tags: Tags;
  destroy(): void;
}

/** @param home a region of the partition, whose IAM answers for all of it */
export function globalClients(home: string, options: ClientOptions): GlobalClients {
  const iam = new IAMClient({ ...settings(home, options, 6), credentialDefaultProvider: credentialsFrom(options) });
  iam.middlewareStack.remove(unheard);
  iam.middlewareStack.add(explain('iam', 'global', options), outermost);
  const { role = { path: '/' }, tags = {} } = options;
  return { iam, common: iam.config, role, tags, destroy: () => iam.destroy() };
}
