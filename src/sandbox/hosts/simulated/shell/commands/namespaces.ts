/** The part of ip(8) that makes namespaces behind a host, and runs ping in them. */
import { type Call, complained, done, type Output, said } from '#sandbox/hosts/simulated/shell/command.ts';
import { ping } from './network.ts';

const invalid = complained('RTNETLINK answers: Invalid argument', 2);
const missing = (link: string): Output => complained(`Cannot find device "${link}"`);

/** @returns undefined for what is not about namespaces */
export function namespacesCommand(call: Call): Output | Promise<Output> | undefined {
  const { machine, shell, args } = call;
  const [object = '', verb = '', name = '', ...rest] = args;
  if (object === '-n') return shell.user === 'root' ? inside(call, verb, args.slice(2)) : refused;
  if (object === 'netns') return netns(call, verb, name, rest);
  const ours = machine.namespaces.hasLink(name);
  if (object === 'link' && verb === 'add') return addLink(call, name, rest);
  if (object === 'link' && ['delete', 'del'].includes(verb)) {
    return machine.namespaces.unlink(name) ? removeSettings(call, name) : missing(name);
  }
  if (object === 'link' && verb === 'set' && ours) {
    if (rest[0] !== 'up' && rest[0] !== 'down') return invalid;
    machine.namespaces.set(name, rest[0] === 'up');
    return done;
  }
  const [, address] = /^([\d.]+)(?:\/32)?$/.exec(name) ?? [];
  if (object === 'route' && address !== undefined && ['add', 'replace'].includes(verb)) {
    const link = rest[rest.indexOf('dev') + 1] ?? '';
    if (!machine.namespaces.hasLink(link)) return missing(link);
    machine.namespaces.route(address, link);
    return done;
  }
  if (object === 'route' && address !== undefined && ['del', 'delete'].includes(verb)) {
    return machine.namespaces.unroute(address) ? done : complained('RTNETLINK answers: No such process', 2);
  }
  return object === 'neigh' && verb === 'replace' ? done : undefined;
}

const refused = complained('Operation not permitted');

function netns(call: Call, verb: string, name: string, rest: readonly string[]): Output | Promise<Output> {
  const { namespaces } = call.machine;
  if (verb === '' || verb === 'list' || verb === 'show') return said(namespaces.names().join('\n'));
  if (call.shell.user !== 'root') return refused;
  switch (verb) {
    case 'add':
      return namespaces.add(name)
        ? done
        : complained(`Cannot create namespace file "/run/netns/${name}": File exists`, 1);
    case 'delete':
    case 'del':
      return namespaces.delete(name)
        ? done
        : complained(`Cannot remove namespace file "/run/netns/${name}": No such file or directory`, 1);
    case 'exec': {
      if (!namespaces.has(name))
        return complained(`Cannot open network namespace "${name}": No such file or directory`, 255);
      const [program = '', ...words] = rest;
      if (program !== 'ping') return call.exec(rest);
      return ping({ ...call, args: words }, namespaces.addressOf(name) ?? '');
    }
    default:
      return complained(`Command "${verb}" is unknown, try "ip netns help".`, 255);
  }
}

/** `ip link add NAME [address MAC] type veth peer name NAME [address MAC] netns NAMESPACE` */
async function addLink(call: Call, name: string, rest: readonly string[]): Promise<Output> {
  const { machine, shell } = call;
  if (shell.user !== 'root') return refused;
  const namespace = rest[rest.indexOf('netns') + 1] ?? '';
  if (rest[rest.indexOf('type') + 1] !== 'veth' || !machine.namespaces.has(namespace)) return invalid;
  if (machine.namespaces.hasLink(name)) return complained('RTNETLINK answers: File exists', 2);
  machine.namespaces.link(name, namespace);
  // A new interface has the settings of `default`.
  const folder = '/proc/sys/net/ipv4/conf';
  for (const key of await machine.fs.names(`${folder}/default`)) {
    await machine.fs.writeFile(`${folder}/${name}/${key}`, await machine.fs.text(`${folder}/default/${key}`));
  }
  return done;
}

async function removeSettings({ machine }: Call, name: string): Promise<Output> {
  await machine.fs.rm(`/proc/sys/net/ipv4/conf/${name}`, { recursive: true, force: true });
  return done;
}

/** In a namespace an address counts; its links, routes and neighbours are as they have to be. */
function inside({ machine }: Call, namespace: string, words: readonly string[]): Output {
  if (!machine.namespaces.has(namespace)) {
    return complained(`Cannot open network namespace "${namespace}": No such file or directory`, 1);
  }
  const [object = '', verb = '', value = ''] = words;
  const own = machine.namespaces.addressOf(namespace);
  if (/^a(ddr(ess)?)?$/.test(object) && verb === 'show') {
    return said(own === undefined ? '' : `2: eth0@if3: <BROADCAST,UP> mtu 1500\n    inet ${own}/32 scope global eth0`);
  }
  const [, address] = /^([\d.]+)\/\d+$/.exec(value) ?? [];
  if (/^a(ddr(ess)?)?$/.test(object) && verb === 'add' && address !== undefined) {
    machine.namespaces.address(namespace, address);
  }
  return done;
}
