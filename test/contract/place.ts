/** Where scenarios happen: a VPC of their own, since neither side is empty to begin with. */
import {
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateRouteCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeImagesCommand,
  DescribeRouteTablesCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';

/** @throws Error when an answer lacks what every answer has */
export function given<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the answer lacks what was made');
  return value;
}

export async function newVpc(ec2: EC2Client, cidr = '10.90.0.0/16'): Promise<string> {
  return given((await ec2.send(new CreateVpcCommand({ CidrBlock: cidr }))).Vpc?.VpcId);
}

export interface Place {
  readonly vpcId: string;
  readonly subnetId: string;
  readonly groupId: string;
}

export async function newPlace(ec2: EC2Client): Promise<Place> {
  const vpcId = await newVpc(ec2);
  const { InternetGateway } = await ec2.send(new CreateInternetGatewayCommand({}));
  await ec2.send(
    new AttachInternetGatewayCommand({ VpcId: vpcId, InternetGatewayId: given(InternetGateway?.InternetGatewayId) }),
  );
  const { Subnet } = await ec2.send(
    new CreateSubnetCommand({ VpcId: vpcId, CidrBlock: '10.90.1.0/24', AvailabilityZone: 'us-east-1a' }),
  );
  const { GroupId } = await ec2.send(
    new CreateSecurityGroupCommand({ VpcId: vpcId, GroupName: 'contract', Description: 'contract' }),
  );
  return { vpcId, subnetId: given(Subnet?.SubnetId), groupId: given(GroupId) };
}

/** A VPC that a mesh may have as a member: one public subnet. */
export async function newMember(ec2: EC2Client, region: string, network: string): Promise<string> {
  const vpcId = await newVpc(ec2, `${network}.0.0/16`);
  const { InternetGateway } = await ec2.send(new CreateInternetGatewayCommand({}));
  const gatewayId = given(InternetGateway?.InternetGatewayId);
  await ec2.send(new AttachInternetGatewayCommand({ VpcId: vpcId, InternetGatewayId: gatewayId }));
  await ec2.send(
    new CreateSubnetCommand({ VpcId: vpcId, CidrBlock: `${network}.1.0/24`, AvailabilityZone: `${region}a` }),
  );
  const Filters = [{ Name: 'vpc-id', Values: [vpcId] }];
  const { RouteTables } = await ec2.send(new DescribeRouteTablesCommand({ Filters }));
  const RouteTableId = given(RouteTables?.[0]?.RouteTableId);
  await ec2.send(new CreateRouteCommand({ RouteTableId, DestinationCidrBlock: '0.0.0.0/0', GatewayId: gatewayId }));
  return vpcId;
}

export async function debian(ec2: EC2Client): Promise<string> {
  const { Images } = await ec2.send(
    new DescribeImagesCommand({
      Owners: ['136693071363'],
      Filters: [
        { Name: 'name', Values: ['debian-12-amd64-*'] },
        { Name: 'architecture', Values: ['x86_64'] },
        { Name: 'state', Values: ['available'] },
      ],
    }),
  );
  return given(Images?.[0]?.ImageId);
}

export const tags = (
  type: 'instance' | 'network-interface' | 'security-group' | 'security-group-rule' | 'key-pair' | 'elastic-ip' | 'vpc',
  mesh: string,
) => [{ ResourceType: type, Tags: [{ Key: 'vpnmesh:mesh', Value: mesh }] }];

export const meshFilter = (mesh: string) => [{ Name: 'tag:vpnmesh:mesh', Values: [mesh] }];
