import { readFile, writeFile } from 'node:fs/promises';

const file = '/proc/sys/fs/inotify/max_user_instances';
/** Each guest's systemd, udev and cloud-init keep about six; the kernel's default of 128 carries some twenty guests. */
const perGuest = 8;

/** Raises the machine's limit of inotify instances while more guests run than it carries. */
export interface Watches {
  fit(guests: number): Promise<void>;
  restore(): Promise<void>;
}

export function roomForWatches(log: (line: string) => void): Watches {
  let before: number | undefined;
  let raised = 0;
  return {
    async fit(guests) {
      if (guests < 16 || guests * perGuest <= raised) return;
      const limit = Number(await readFile(file, 'utf8'));
      const room = guests * perGuest * 2;
      if (guests * perGuest <= limit || room <= raised) return;
      before ??= limit;
      raised = room;
      log(
        `Raising fs.inotify.max_user_instances from ${limit} to ${room} for ${guests} hosts, until the sandbox is down`,
      );
      await writeFile(file, String(room));
    },
    async restore() {
      if (before !== undefined) await writeFile(file, String(before));
      before = undefined;
    },
  };
}
