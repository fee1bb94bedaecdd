/** The schema of `vpnmesh.yaml`. It fills in all defaults, so the rest of the program sees a complete spec. */
import * as z from 'zod/mini';
import { isCidr } from '#mesh/cidr.ts';
import { pathFault } from '#mesh/local-path.ts';
import type { Tags } from '#mesh/names.ts';
import { tagsFault } from '#mesh/own-tags.ts';
import { quoted } from '#mesh/quote.ts';
import { severities } from '#mesh/severity.ts';
import { imageNames } from './images.ts';
import { sshSourceFault } from './ssh-sources.ts';

/** A text with a pattern; its error quotes the input and says how to write it. */
const formed = (form: RegExp, error: string | ((input: string) => string)) =>
  z.string().check(z.regex(form, { error: ({ input }) => (typeof error === 'string' ? error : error(String(input))) }));
const text = z.string().check(z.minLength(1, { error: 'is empty: write a value, or remove the key' }));

/** A file's path. A file's content in its place is often a key, so errors do not quote it. */
const path = text.check(
  z.refine((value) => pathFault(value) === undefined, { error: ({ input }) => pathFault(String(input)) ?? '' }),
);

const cidr = z.string().check(
  z.refine(isCidr, {
    error: ({ input }) =>
      `${quoted(input)} is not a valid IPv4 network: write a CIDR with no host bits set, such as 10.1.0.0/16`,
  }),
);
const name = formed(
  /^[a-z0-9][a-z0-9-]{0,31}$/,
  (input) => `${quoted(input)} is not a valid name: use 1 to 32 of a-z, 0-9 and -, starting with a letter or digit`,
);
const region = formed(
  /^[a-z]{2}(sc)?(-[a-z]+)+-\d$/,
  (input) => `${quoted(input)} is not an AWS region: write one such as us-east-1`,
);
/** An id of the form AWS gives: prefix, hyphen, 8 to 17 hexadecimal digits. */
const id = (prefix: string) =>
  formed(
    new RegExp(`^${prefix}-[0-9a-f]{8,17}$`),
    (input) => `${quoted(input)} is not a valid id: write one such as ${prefix}-0a1b2c3d4e5f60718`,
  );
const some = <T extends z.core.$ZodType>(element: T) =>
  z.array(element).check(z.minLength(1, { error: 'the list is empty: name at least one, or remove the key' }));

const image = formed(
  new RegExp(`^(${imageNames.join('|').replaceAll('.', '\\.')}|ami-[0-9a-f]{8,17})$`),
  (input) => `${quoted(input)} is not a known image: use one of ${imageNames.join(', ')}`,
);

const instanceType = formed(/^[a-z0-9-]+\.[a-z0-9-]+$/, 'not an instance type: write one such as t3.small');
const machine = z.strictObject({
  instanceType: z._default(instanceType, 't3.small'),
  image: z._default(image, 'debian-12'),
});

const member = z.strictObject({
  name: z.optional(name),
  region,
  vpc: text,
  placement: z._default(z.enum(['region', 'az']), 'region'),
  subnets: z.optional(some(id('subnet'))),
  advertise: z.optional(some(cidr)),
  routeTables: z._default(z.union([z.enum(['all', 'split']), some(id('rtb'))]), 'all'),
  concentrator: z.optional(z.strictObject({ instanceType: z.optional(instanceType), image: z.optional(image) })),
});

const waiver = z.strictObject({
  check: formed(
    /^[a-z0-9-]+\.[a-z0-9-]+$/,
    (input) => `${quoted(input)} is not a check: write an id such as aws.ebs-encrypted; \`vpnmesh checks\` lists them`,
  ),
  /** As in the report: an id, or a concentrator. A waiver never covers a whole check. */
  resource: text,
  reason: text,
  owner: text,
  expires: z.iso.date({ error: 'not a date: write one such as 2027-01-31' }),
  /** The severity when it was given: a worse failure is not waived. */
  severity: z.optional(z.enum(severities)),
  /** The entries that the report listed when it was given: later ones are not waived. */
  covers: z.optional(some(text)),
});

const ipsec = z.strictObject({
  config: z._default(z.enum(['swanctl', 'ipsec.conf']), 'swanctl'),
  keys: z._default(z.enum(['rsa-4096', 'rsa-3072', 'ed25519']), 'rsa-4096'),
  proposals: z._default(z.enum(['auto', 'cnsa1', 'baseline']), 'auto'),
});

const securityGroups = z.strictObject({
  peerRules: z._default(z.enum(['lean', 'article']), 'lean'),
  /** A list names the groups, by name or id, that get ICMP rules; all others stay unchanged. */
  services: z._default(z.union([z.enum(['icmp', 'all', 'none']), some(text)]), 'icmp'),
});

/** Checked in one go: an invalid network reports only that. */
const sshSource = z.string().check(
  z.refine((source) => sshSourceFault(source) === undefined, {
    error: ({ input }) => sshSourceFault(String(input)) ?? '',
  }),
);
const ssh = z.strictObject({
  from: z._default(z.array(sshSource), []),
  identity: z.optional(path),
  config: z.optional(path),
  closeAfterSetup: z._default(z.boolean(), true),
  /** Commands that read hosts open SSH for as long as they do, without --open-ssh. */
  openOnDemand: z._default(z.boolean(), false),
  fromMesh: z._default(z.boolean(), false),
});

const timeServer = formed(
  /^[A-Za-z0-9.:-]+$/,
  (input) => `${quoted(input)} is not a time server: write an address or a name such as 169.254.169.123`,
);

const logs = z.strictObject({
  group: z.optional(formed(/^[\w./#-]{1,512}$/, 'not a log group name: use letters, digits and . _ - / #')),
  retentionDays: z._default(
    z.literal([
      1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
    ]),
    90,
  ),
  agentUrl: z._default(z.union([z.enum(['aws', 'apt', 'dnf']), z.url({ protocol: /^https$/ })]), 'aws'),
});

/** Checked in one go: tags constrain each other. */
const tags = z
  .record(z.string(), z.string())
  .check(z.refine((all) => tagsFault(all) === undefined, { error: ({ input }) => tagsFault(input as Tags) ?? '' }));

const iam = z.strictObject({
  /** IAM API Reference, CreateRole. */
  rolePath: z._default(
    formed(
      /^\/([!-~]{1,510}\/)?$/,
      (input) => `${quoted(input)} is not an IAM path: write one that starts and ends with /, such as /network/`,
    ),
    '/',
  ),
  permissionsBoundary: z.optional(
    formed(
      /^arn:aws:iam::(\d{12}|aws):policy\/[\w+=,.@/-]{1,600}$/,
      (input) =>
        `${quoted(input)} is not the ARN of a policy: write one such as arn:aws:iam::123456789012:policy/boundary`,
    ),
  ),
});

export const specSchema = z.strictObject({
  mesh: name,
  members: z
    .array(member)
    .check(
      z.minLength(2, { error: 'a mesh needs at least two members: add another VPC' }),
      z.maxLength(100, { error: 'a mesh has at most 100 members: split it in two' }),
    ),
  concentrator: z.prefault(machine, {}),
  ipsec: z.prefault(ipsec, {}),
  securityGroups: z.prefault(securityGroups, {}),
  ssh: z.prefault(ssh, {}),
  time: z.prefault(z.strictObject({ servers: z._default(some(timeServer), ['169.254.169.123']) }), {}),
  logs: z.prefault(logs, {}),
  tags: z._default(tags, {}),
  iam: z.prefault(iam, {}),
  waivers: z._default(z.array(waiver), []),
});

/** A spec after the schema: complete, except for what comes from AWS. */
export type Spec = z.output<typeof specSchema>;
export type SpecMember = Spec['members'][number];
