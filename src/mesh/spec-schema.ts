/** The shape of `vpnmesh.yaml`. Defaults are filled here, so that the rest of the program sees a whole spec. */
import * as z from 'zod';
import { isCidr } from './cidr.ts';

const cidr = z.string().refine(isCidr, {
  error: ({ input }) =>
    `"${String(input)}" is no IPv4 network: write a CIDR with no host bits set, such as 10.1.0.0/16`,
});
const name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, {
  error: ({ input }) =>
    `"${String(input)}" is no name: use 1 to 32 of a-z, 0-9 and -, beginning with a letter or digit`,
});
const region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, {
  error: ({ input }) => `"${String(input)}" is no AWS region: write one such as us-east-1`,
});
/** An id of the form AWS gives: prefix, hyphen, 8 to 17 hexadecimal digits. */
const id = (prefix: string) =>
  z.string().regex(new RegExp(`^${prefix}-[0-9a-f]{8,17}$`), {
    error: ({ input }) => `"${String(input)}" is no id: write one such as ${prefix}-0a1b2c3d4e5f60718`,
  });
const text = z.string().min(1);

export const imageNames = [
  'debian-12',
  'debian-13',
  'ubuntu-22.04',
  'ubuntu-24.04',
  'almalinux-9',
  'rocky-9',
  'centos-stream-9',
] as const;
const image = z.string().regex(new RegExp(`^(${imageNames.join('|').replaceAll('.', '\\.')}|ami-[0-9a-f]{8,17})$`), {
  error: ({ input }) => `"${String(input)}" is no known image: use one of ${imageNames.join(', ')}, or an ami- id`,
});

const machine = z.strictObject({
  instanceType: text
    .regex(/^[a-z0-9-]+\.[a-z0-9-]+$/, { error: 'no instance type: write one such as t3.small' })
    .default('t3.small'),
  image: image.default('debian-12'),
});

const member = z.strictObject({
  name: name.optional(),
  region,
  vpc: text,
  placement: z.enum(['region', 'az']).default('region'),
  subnets: z.array(id('subnet')).min(1).optional(),
  advertise: z.array(cidr).min(1).optional(),
  routeTables: z.union([z.enum(['all', 'split']), z.array(id('rtb')).min(1)]).default('all'),
  concentrator: machine.partial().optional(),
});

const waiver = z.strictObject({
  check: text,
  resource: text,
  reason: text,
  owner: text,
  expires: z.iso.date(),
});

export const specSchema = z.strictObject({
  mesh: name,
  members: z.array(member).min(2, { error: 'a mesh needs at least two members: add another VPC' }).max(100),
  concentrator: machine.prefault({}),
  ipsec: z
    .strictObject({
      config: z.enum(['swanctl', 'ipsec.conf']).default('swanctl'),
      keys: z.enum(['rsa-4096', 'rsa-3072', 'ed25519']).default('rsa-4096'),
      proposals: z.enum(['auto', 'cnsa1', 'baseline']).default('auto'),
    })
    .prefault({}),
  securityGroups: z
    .strictObject({
      peerRules: z.enum(['lean', 'article']).default('lean'),
      services: z.enum(['icmp', 'all', 'none']).default('icmp'),
    })
    .prefault({}),
  ssh: z
    .strictObject({
      from: z.array(cidr).default([]),
      identity: text.optional(),
      config: text.optional(),
      closeAfterSetup: z.boolean().default(true),
      temporary: z.boolean().default(false),
      fromMesh: z.boolean().default(false),
    })
    .prefault({}),
  time: z
    .strictObject({
      servers: z
        .array(text.regex(/^[A-Za-z0-9.:-]+$/))
        .min(1)
        .default(['169.254.169.123']),
    })
    .prefault({}),
  logs: z
    .strictObject({
      group: text
        .regex(/^[\w./#-]{1,512}$/, { error: 'no log group name: use letters, digits and . _ - / #' })
        .optional(),
      retentionDays: z
        .literal([
          1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
        ])
        .default(90),
      agentUrl: z.union([z.enum(['aws', 'apt', 'dnf']), z.url({ protocol: /^https$/ })]).default('aws'),
    })
    .prefault({}),
  waivers: z.array(waiver).default([]),
});

/** A spec as the schema leaves it: complete, but for what is worked out from AWS. */
export type Spec = z.output<typeof specSchema>;
export type SpecMember = Spec['members'][number];
