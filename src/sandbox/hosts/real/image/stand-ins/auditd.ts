import auditctl from './auditctl.sh';
import daemon from './auditd.py';
import augenrules from './augenrules.sh';
import type { StandIn } from './package.ts';

const unit = `[Unit]
Description=Security Auditing Service (sandbox stand-in)
Documentation=man:auditd(8)
After=systemd-journald.service
[Service]
ExecStart=/usr/sbin/auditd
ExecStartPost=-/usr/sbin/augenrules --load
ExecReload=/bin/kill -HUP $MAINPID
Restart=on-failure
[Install]
WantedBy=multi-user.target
`;

const configuration = `# Read by nothing in the sandbox; the stand-in writes to this file.
log_file = /var/log/audit/audit.log
log_format = ENRICHED
max_log_file = 8
num_logs = 5
`;

const rules = `## First rule - delete all
-D
## Increase the buffers to survive stress events.
-b 8192
`;

/** auditd with its paths and commands, told by the journal: the kernel's audit stream does not reach a guest. */
export const auditd: StandIn = {
  name: 'auditd',
  version: '1:3.0.9-1+sandbox2',
  depends: 'python3, systemd, init-system-helpers',
  description: [
    'stand-in for the user space tools of security auditing',
    'The audit subsystem of Linux belongs to the initial namespace, so the real',
    'auditd cannot run in a sandbox host. This one has its paths, its unit and its',
    'commands, and writes records of logins, sudo commands and services, which it',
    'reads from the journal. Rules are accepted and kept, and watch nothing.',
  ].join('\n'),
  files: [
    { path: '/usr/sbin/auditd', mode: 0o755, text: daemon },
    { path: '/usr/sbin/auditctl', mode: 0o755, text: auditctl },
    { path: '/usr/sbin/augenrules', mode: 0o755, text: augenrules },
    { path: '/lib/systemd/system/auditd.service', mode: 0o644, text: unit },
    { path: '/etc/audit/auditd.conf', mode: 0o640, text: configuration },
    { path: '/etc/audit/rules.d/audit.rules', mode: 0o640, text: rules },
  ],
  conffiles: ['/etc/audit/auditd.conf', '/etc/audit/rules.d/audit.rules'],
  postinst: `mkdir -p -m 750 /var/log/audit
deb-systemd-helper enable auditd.service >/dev/null
if [ -d /run/systemd/system ]; then
	systemctl daemon-reload
	deb-systemd-invoke restart auditd.service >/dev/null || true
fi
`,
  prerm: 'if [ -d /run/systemd/system ]; then deb-systemd-invoke stop auditd.service >/dev/null || true; fi\n',
};
