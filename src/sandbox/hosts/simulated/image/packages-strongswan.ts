/** strongSwan's packages of Debian 12. */
import { type PackageContent, service } from './package-content.ts';

const swanctl = '/usr/sbin/swanctl';

export const strongswan: Readonly<Record<string, PackageContent>> = {
  'charon-systemd': {
    version: '5.9.8-5+deb12u1',
    older: '5.9.8-5',
    depends: ['libstrongswan', 'strongswan-libcharon', 'strongswan-swanctl'],
    units: [
      {
        name: 'strongswan.service',
        enabled: true,
        text: service('strongSwan IPsec IKEv1/IKEv2 daemon using swanctl', '/usr/sbin/charon-systemd', [
          'Type=notify',
          `ExecStartPost=${swanctl} --load-all --noprompt`,
          `ExecReload=${swanctl} --reload`,
          `ExecReload=${swanctl} --load-all --noprompt`,
          'Restart=on-abnormal',
        ]).replace('[Install]\n', '[Install]\nAlias=strongswan-swanctl.service\n'),
      },
    ],
  },
  'strongswan-swanctl': {
    version: '5.9.8-5+deb12u1',
    older: '5.9.8-5',
    commands: ['swanctl'],
    files: {
      '/etc/swanctl/swanctl.conf':
        '# Section defining IKE connection configurations.\n# connections {\n# }\n# Include config snippets\ninclude conf.d/*.conf\n',
      ...Object.fromEntries(
        ['conf.d', 'private', 'pubkey', 'x509', 'x509ca', 'rsa', 'pkcs8'].map((name) => [`/etc/swanctl/${name}/`, '']),
      ),
    },
  },
  libstrongswan: {
    version: '5.9.8-5+deb12u1',
    older: '5.9.8-5',
    files: {
      '/etc/strongswan.conf':
        'charon {\n  load_modular = yes\n  plugins {\n    include strongswan.d/charon/*.conf\n  }\n}\ninclude strongswan.d/*.conf\n',
      '/etc/strongswan.d/charon/': '',
    },
  },
  'strongswan-libcharon': { version: '5.9.8-5+deb12u1', older: '5.9.8-5' },
  'strongswan-starter': {
    version: '5.9.8-5+deb12u1',
    older: '5.9.8-5',
    commands: ['ipsec'],
    units: [
      {
        name: 'strongswan-starter.service',
        enabled: true,
        text: service('strongSwan IPsec IKEv1/IKEv2 daemon using ipsec.conf', '/usr/sbin/ipsec start --nofork'),
      },
    ],
  },
  'libstrongswan-standard-plugins': { version: '5.9.8-5+deb12u1', older: '5.9.8-5' },
  'libcharon-extra-plugins': { version: '5.9.8-5+deb12u1', older: '5.9.8-5' },
};
