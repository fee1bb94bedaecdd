/** The stage that installs the CloudWatch agent and tells it which files to ship. */
import { factsStream } from '#mesh/names.ts';
import { hostProfile } from './distributions.ts';
import type { HostInput } from './host-input.ts';
import { fileLine, inputOf, type ManagedFile, settingLine } from './input.ts';
import { stageScripts } from './scripts.ts';
import { charonLog, factsLog } from './settings.ts';
import { readReport, required, type Stage, values } from './stage-output.ts';

export interface AgentResult {
  readonly changed: readonly string[];
  readonly running: boolean;
}

/** Fingerprint of the key AWS signs the agent's packages with (CloudWatch user guide, "Verifying the signature"). */
const signer = '937616F3450B7D806CBD9725D58167303B789C72';
const bucket = 'https://amazoncloudwatch-agent.s3.amazonaws.com';

const agentFolder = '/opt/aws/amazon-cloudwatch-agent/etc';
export const agentConfigPath = `${agentFolder}/vpnmesh.json`;
/** What the agent makes of it, and reads. */
export const agentCopyPath = `${agentFolder}/amazon-cloudwatch-agent.d/file_vpnmesh.json`;

/** Kinds of files to ship; their streams are named after them: `<kind>/<concentrator>`. */
export const shippedKinds = ['messages', 'secure', 'audit', 'charon'] as const;

export interface ShippedFile {
  readonly kind: (typeof shippedKinds)[number];
  readonly path: string;
}

export function shippedFiles(image: string): readonly ShippedFile[] {
  const paths = { ...hostProfile(image).logs, charon: charonLog };
  return shippedKinds.map((kind) => ({ kind, path: paths[kind] }));
}

export function agentStage(input: HostInput): Stage<AgentResult> {
  const what = `${input.concentrator}: installing the CloudWatch agent`;
  const config: ManagedFile = {
    when: 'always',
    path: agentConfigPath,
    mode: '0644',
    check: 'none',
    text: renderAgent(input),
  };
  return {
    script: stageScripts.agent,
    input: inputOf('agent', [...source(input), settingLine('config', agentConfigPath), fileLine(config)]),
    timeoutMs: 10 * 60_000,
    parse(stdout, code, stderr) {
      const lines = readReport(what, stdout, code, stderr);
      return { changed: values(lines, 'changed'), running: required(what, lines, 'running') === 'yes' };
    },
  };
}

/** Where the package comes from; whoever hosts it, the signature is AWS's. */
function source({ image, logs: { agentUrl } }: HostInput): readonly string[] {
  if (agentUrl === 'apt') return [settingLine('source', 'repository')];
  const url = (architecture: 'amd64' | 'arm64'): string =>
    agentUrl === 'aws' ? `${bucket}/${hostProfile(image).agentPackage(architecture)}` : agentUrl;
  return [
    settingLine('source', 'url'),
    settingLine('url.amd64', url('amd64')),
    settingLine('url.arm64', url('arm64')),
    settingLine('key-url', `${bucket}/assets/amazon-cloudwatch-agent.gpg`),
    settingLine('fingerprint', signer),
  ];
}

/** JSON has no comments, so this file alone cannot say who manages it; its name does. */
function renderAgent({ region, concentrator, image, logs }: HostInput): string {
  const shipped = [
    ...shippedFiles(image).map(({ kind, path }) => ({ path, stream: `${kind}/${concentrator}` })),
    { path: factsLog, stream: factsStream(concentrator) },
  ];
  const files = shipped.map(({ path, stream }) => ({
    file_path: path,
    log_group_name: logs.group,
    log_stream_name: stream,
    timezone: 'UTC',
  }));
  const config = {
    // audit.log is readable by root alone.
    agent: { region, run_as_user: 'root' },
    logs: { logs_collected: { files: { collect_list: files } } },
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}
