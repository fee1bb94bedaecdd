/** The SDK's clients, one a region and service, whose every error is a CloudError with its action and region. */
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient } from '@aws-sdk/client-iam';
import { STSClient } from '@aws-sdk/client-sts';
import { cloudError } from './failure.ts';

export interface ClientOptions {
  /** Named profile; undefined leaves the choice to the SDK's default chain. */
  readonly profile?: string;
}

/** IAM and STS answer for the whole partition from here. */
export const homeRegion = 'us-east-1';

/** Middleware that names the action and the region in every error. */
function explain(service: string, region: string, { profile = process.env.AWS_PROFILE }: ClientOptions) {
  return <Input, Output>(
    next: (input: Input) => Promise<Output>,
    context: { readonly commandName?: string },
  ): ((input: Input) => Promise<Output>) =>
    async (input) => {
      try {
        return await next(input);
      } catch (error) {
        throw cloudError(
          error,
          `${service}:${(context.commandName ?? 'call').replace(/Command$/, '')}`,
          region,
          profile,
        );
      }
    };
}

/** It works out what may be logged of every request and answer, and then has nobody to tell. */
const unheard = 'loggerMiddleware';

const outermost = { step: 'initialize', priority: 'high', name: 'explainErrors' } as const;

/** What all clients of a run have in common: credentials are looked for once, connections are kept for whoever is next. */
type Common = Pick<STSClient['config'], 'credentials' | 'requestHandler'>;

function settings(region: string, { profile }: ClientOptions, maxAttempts: number, common?: Common) {
  return {
    region,
    maxAttempts,
    ...(profile === undefined ? {} : { profile }),
    ...(common === undefined ? {} : { credentials: common.credentials, requestHandler: common.requestHandler }),
  };
}

export interface RegionClients {
  readonly region: string;
  readonly ec2: EC2Client;
  /** For calls without a client token: a lost answer is looked up, never asked for again blindly. */
  readonly ec2Once: EC2Client;
  readonly logs: CloudWatchLogsClient;
  destroy(): void;
}

/** Clients are made when they are first used: most regions are asked one question. */
export function regionClients(region: string, options: ClientOptions, common: Common): RegionClients {
  const made: { destroy(): void }[] = [];
  const once = <C extends { destroy(): void }>(make: () => C): (() => C) => {
    let client: C | undefined;
    return () => {
      if (client === undefined) {
        client = make();
        made.push(client);
      }
      return client;
    };
  };
  const ec2With = (maxAttempts: number) =>
    once(() => {
      const client = new EC2Client(settings(region, options, maxAttempts, common));
      client.middlewareStack.remove(unheard);
      client.middlewareStack.add(explain('ec2', region, options), outermost);
      return client;
    });
  const ec2 = ec2With(6);
  const ec2Once = ec2With(1);
  const logs = once(() => {
    const client = new CloudWatchLogsClient(settings(region, options, 6, common));
    client.middlewareStack.remove(unheard);
    client.middlewareStack.add(explain('logs', region, options), outermost);
    return client;
  });
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
    destroy: () => {
      for (const client of made) client.destroy();
    },
  };
}

export interface GlobalClients {
  readonly iam: IAMClient;
  readonly sts: STSClient;
  readonly common: Common;
  destroy(): void;
}

export function globalClients(options: ClientOptions): GlobalClients {
  const sts = new STSClient(settings(homeRegion, options, 3));
  const iam = new IAMClient(settings(homeRegion, options, 6, sts.config));
  for (const { middlewareStack } of [sts, iam]) middlewareStack.remove(unheard);
  iam.middlewareStack.add(explain('iam', 'global', options), outermost);
  sts.middlewareStack.add(explain('sts', 'global', options), outermost);
  return {
    iam,
    sts,
    common: sts.config,
    destroy: () => {
      iam.destroy();
      sts.destroy();
    },
  };
}
