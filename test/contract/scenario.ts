/** A scenario: calls to an AWS, whichever it is, and what is to be seen of their answers. */
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { IAMClient } from '@aws-sdk/client-iam';

export interface Aws {
  readonly ec2: EC2Client;
  readonly iam: IAMClient;
  readonly logs: CloudWatchLogsClient;
}

/** Writes down one thing that was seen. Ids, accounts and public addresses are made comparable. */
export type See = (what: string, value: unknown) => void;

export interface Scenario {
  readonly name: string;
  run(aws: Aws, see: See): Promise<void>;
}

/** What was seen, in one line of JSON each, under the names that the scenario gave. */
export type Observations = Readonly<Record<string, string>>;

/** `ok`, or the error's code. */
export async function outcome(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'ok';
  } catch (error) {
    if (!(error instanceof Error)) return String(error);
    const { Code } = error as { readonly Code?: unknown };
    return typeof Code === 'string' ? Code : error.name;
  }
}

const ids =
  /\b(vpc|subnet|sg|sgr|eni|eni-attach|eipalloc|eipassoc|rtb|rtbassoc|igw|i|r|vol|key|ami|acl)-[0-9a-f]{8,17}\b/g;
/** Elastic IPs: AWS's own, the sandbox's from TEST-NET, moto's from the loopback net. */
const publicAddresses = /\b(?:127|198\.51\.100|203\.0\.113)(?:\.\d{1,3}){1,3}\b/g;

/** Each id becomes its kind and the number of its first appearance. */
function normaliser(): (value: unknown) => string {
  const known = new Map<string, string>();
  const counts = new Map<string, number>();
  const name = (text: string, kind: string): string => {
    const already = known.get(text);
    if (already !== undefined) return already;
    const number = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, number);
    known.set(text, `${kind}#${number}`);
    return `${kind}#${number}`;
  };
  return (value) =>
    (JSON.stringify(value) ?? 'undefined')
      .replaceAll(ids, (id, kind: string) => name(id, kind))
      .replaceAll(publicAddresses, (address) => name(address, 'public'))
      .replaceAll(/\b\d{12}\b/g, 'ACCOUNT');
}

export async function observe({ run }: Scenario, aws: Aws): Promise<Observations> {
  const seen: Record<string, string> = {};
  const normal = normaliser();
  await run(aws, (what, value) => {
    if (what in seen) throw new Error(`"${what}" is seen twice`);
    seen[what] = normal(value);
  });
  return seen;
}
