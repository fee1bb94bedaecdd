/** amazon-cloudwatch-agent-ctl: the options that set an agent up on EC2. */
import { agentRoot } from '#sandbox/hosts/simulated/agent/agent.ts';
import {
  type Call,
  type Commands,
  complained,
  type Output,
  options,
  said,
} from '#sandbox/hosts/simulated/shell/command.ts';

const unit = 'amazon-cloudwatch-agent';

async function control(call: Call): Promise<Output> {
  const { values, flags } = options(call.args, ['-a', '-m', '-c', '-o']);
  const { fs, systemd } = call.machine;
  switch (values.get('-a')) {
    case 'fetch-config':
    case 'append-config': {
      const source = /^file:(.*)$/.exec(values.get('-c') ?? '')?.[1] ?? '';
      const text = await fs.readFile(call.path(source)).catch(() => undefined);
      if (text === undefined) return complained(`Cannot read the configuration ${source}`);
      try {
        JSON.parse(text);
      } catch {
        return complained(`Configuration validation first phase failed: ${source} is not valid JSON.`);
      }
      const folder = `${agentRoot}/etc/amazon-cloudwatch-agent.d`;
      if (values.get('-a') === 'fetch-config')
        for (const name of await fs.names(folder)) await fs.rm(`${folder}/${name}`);
      await fs.put(
        `${folder}/file_${source
          .split('/')
          .at(-1)
          ?.replace(/\.json$/, '')}.json`,
        text,
        0o600,
      );
      if (flags.has('-s')) {
        await call.exec(['systemctl', 'enable', unit]);
        await call.exec(['systemctl', 'restart', unit]);
      }
      return said('Configuration validation succeeded');
    }
    case 'start':
      return call.exec(['systemctl', 'start', unit]);
    case 'stop':
      return call.exec(['systemctl', 'stop', unit]);
    default:
      return said(
        JSON.stringify(
          {
            status: systemd.state(unit) === 'active' ? 'running' : 'stopped',
            starttime: systemd.of(unit).since.toISOString(),
            configstatus: 'configured',
            version: '1.300000.0-sandbox',
          },
          undefined,
          2,
        ),
      );
  }
}

export const agentCommands: Commands = { 'amazon-cloudwatch-agent-ctl': control };
