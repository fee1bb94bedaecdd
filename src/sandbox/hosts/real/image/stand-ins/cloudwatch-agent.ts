import daemon from './cloudwatch-agent.py';
import control from './cloudwatch-agent-ctl.sh';
import type { StandIn } from './package.ts';

const root = '/opt/aws/amazon-cloudwatch-agent';

const unit = `[Unit]
Description=Amazon CloudWatch Agent (sandbox stand-in)
After=network.target
[Service]
ExecStart=${root}/bin/amazon-cloudwatch-agent
KillMode=process
Restart=on-failure
RestartSec=2
[Install]
WantedBy=multi-user.target
`;

/** The CloudWatch agent's log shipping, with the real one's paths, control command and configuration. */
export const cloudwatchAgent: StandIn = {
  name: 'amazon-cloudwatch-agent',
  version: '1.300000.0-1+sandbox2',
  depends: 'python3, systemd',
  description: [
    'stand-in for the Amazon CloudWatch agent',
    'Ships log files to the pretend CloudWatch Logs of a vpnmesh sandbox, with the',
    "credentials of the instance's role. Reads the real agent's configuration, but",
    'only logs.logs_collected.files of it; sends no metrics; speaks HTTP.',
  ].join('\n'),
  files: [
    { path: `${root}/bin/amazon-cloudwatch-agent`, mode: 0o755, text: daemon },
    { path: `${root}/bin/amazon-cloudwatch-agent-ctl`, mode: 0o755, text: control },
    { path: `${root}/etc/amazon-cloudwatch-agent.d/.keep`, mode: 0o644, text: '' },
    { path: `${root}/logs/.keep`, mode: 0o644, text: '' },
    { path: '/etc/systemd/system/amazon-cloudwatch-agent.service', mode: 0o644, text: unit },
  ],
  conffiles: [],
  postinst: `ln -sf ${root}/bin/amazon-cloudwatch-agent-ctl /usr/bin/amazon-cloudwatch-agent-ctl
if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
`,
  prerm: 'if [ -d /run/systemd/system ]; then systemctl stop amazon-cloudwatch-agent.service || true; fi\n',
};
