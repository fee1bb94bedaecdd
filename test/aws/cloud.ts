/** The AWS adapter on a sandbox in this process: the real SDK over HTTP, and a region with one VPC. */
import {
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
} from '@aws-sdk/client-ec2';
import { createAwsCloud } from '#aws/cloud.ts';
import type { Cloud } from '#ports/cloud.ts';
import { startSandbox, type TestSandbox } from '../sandbox/sandbox.ts';

export interface CloudUnderTest {
  readonly sandbox: TestSandbox;
  readonly cloud: Cloud;
  readonly vpcId: string;
  readonly subnetId: string;
  end(): Promise<void>;
}

export async function startCloud(regions: readonly string[] = ['us-east-1']): Promise<CloudUnderTest> {
  const sandbox = await startSandbox({ regions });
  process.env.AWS_ENDPOINT_URL = sandbox.endpoint;
  process.env.AWS_ACCESS_KEY_ID = sandbox.credentials.accessKeyId;
  process.env.AWS_SECRET_ACCESS_KEY = sandbox.credentials.secretAccessKey;
  const cloud = createAwsCloud({ regions });
  const ec2 = sandbox.ec2(regions[0]);
  const vpc = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.9.0.0/16' }));
  const vpcId = vpc.Vpc?.VpcId ?? '';
  const subnet = await ec2.send(new CreateSubnetCommand({ VpcId: vpcId, CidrBlock: '10.9.1.0/24' }));
  const { InternetGateway } = await ec2.send(new CreateInternetGatewayCommand({}));
  await ec2.send(
    new AttachInternetGatewayCommand({ VpcId: vpcId, InternetGatewayId: InternetGateway?.InternetGatewayId }),
  );
  ec2.destroy();
  return {
    sandbox,
    cloud,
    vpcId,
    subnetId: subnet.Subnet?.SubnetId ?? '',
    end: async () => {
      cloud.close();
      await sandbox.stop();
    },
  };
}
