/** The SDK's clients, one a region and service, whose every error is a CloudError with its action and region. */
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient } from '@aws-sdk/client-iam';
import { STSClient } from '@aws-sdk/client-sts';
import { cloudError } from './failure.ts';

export interface ClientOptions {
  readonly stop?: AbortSignal;
  /** Named profile; undefined leaves the choice to the SDK's default chain. */
  readonly profile?: string;
}

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

const outermost = { step: 'initialize', priority: 'high', name: 'explainErrors' } as const;

/** In ms. Without them a connection that is silent would be waited for without end. */
const requestHandler = { connectionTimeout: 5_000, requestTimeout: 60_000, throwOnRequestTimeout: true };

function settings(region: string, { profile }: ClientOptions, maxAttempts: number) {
  return { region, maxAttempts, requestHandler, ...(profile === undefined ? {} : { profile }) };
}

export interface RegionClients {
  readonly region: string;
  readonly ec2: EC2Client;
  /** For calls without a client token: a lost answer is looked up, never asked for again blindly. */
  readonly ec2Once: EC2Client;
  readonly logs: CloudWatchLogsClient;
  readonly sts: STSClient;
  /** Fires when the operator stops: nothing is waited for any longer that only takes its time. */
  readonly stop: AbortSignal | undefined;
  destroy(): void;
}

export function regionClients(region: string, options: ClientOptions): RegionClients {
  const ec2 = new EC2Client(settings(region, options, 6));
  const ec2Once = new EC2Client(settings(region, options, 1));
  const logs = new CloudWatchLogsClient(settings(region, options, 6));
  const sts = new STSClient(settings(region, options, 3));
  ec2.middlewareStack.add(explain('ec2', region, options), outermost);
  ec2Once.middlewareStack.add(explain('ec2', region, options), outermost);
  logs.middlewareStack.add(explain('logs', region, options), outermost);
  sts.middlewareStack.add(explain('sts', region, options), outermost);
  return {
    region,
    ec2,
    ec2Once,
    logs,
    sts,
    stop: options.stop,
    destroy: () => {
      for (const client of [ec2, ec2Once, logs, sts]) client.destroy();
    },
  };
}

export interface GlobalClients {
  readonly iam: IAMClient;
  destroy(): void;
}

/** @param home a region of the partition, whose IAM answers for all of it */
export function globalClients(home: string, options: ClientOptions): GlobalClients {
  const iam = new IAMClient(settings(home, options, 6));
  iam.middlewareStack.add(explain('iam', 'global', options), outermost);
  return { iam, destroy: () => iam.destroy() };
}
