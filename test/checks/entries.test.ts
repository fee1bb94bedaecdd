/** What each check's failures list: by that a waiver and a saved run know what joins them. */
import { describe, expect, it } from 'vitest';
import { entriesOf } from '#audit/entries.ts';
import { ill, judged, read } from './healthy.ts';
import { illnesses } from './illnesses.ts';

/** Checks with a failure that lists nothing, and why. */
const without: Readonly<Record<string, string>> = {
  'aws.instance-health': 'an instance that is not there is all of it',
  'aws.eip-attached': 'an address that is not there is all of it',
  'aws.forwarding-ingress': 'it lists what lets the VPC in, and nothing does',
  'aws.source-dest-check': 'it is on or off',
  'aws.ebs-encrypted': 'a volume is encrypted or is not',
  'aws.termination-protection': 'it is on or off',
  'time.installed': 'no daemon is all of it',
  'time.source': 'no source is all of it',
  'net.fail-closed': 'a table that is not loaded is all of it',
  'net.mss-clamp': 'it lists what clamps, and nothing does',
  'logs.agent-installed': 'an agent that is not there is all of it',
  'logs.group-exists': 'a group that is not there is all of it',
  'logs.recent-events': 'it has times only',
  'logs.beacon': 'it has a time only',
  'logs.retention': 'it has a number of days only',
  'ipsec.key-strength': 'a key that is not there is all of it',
};

const failures = (change: Parameters<typeof ill>[0], id: string) =>
  judged(ill(change)).results.filter(({ check, status }) => check === id && status === 'fail');

describe.each(Object.entries(illnesses))('%s', (id, cases) => {
  it(without[id] === undefined ? 'lists what is wrong' : `lists nothing: ${without[id]}`, () => {
    const bare = Object.entries(cases).filter(([, change]) =>
      failures(change, id).some(({ actual }) => entriesOf(actual).length === 0),
    );
    expect(bare.length > 0).toBe(without[id] !== undefined);
  });
});

it('a disk that fills further is the same failure, and another disk joins it', () => {
  const full = (disks: Readonly<Record<string, number>>) =>
    failures(({ east }) => void Object.assign(read(east.host.disk), disks), 'os.disk-space').flatMap(({ actual }) =>
      entriesOf(actual),
    );
  expect(full({ '/var/log': 97 })).toEqual(['/var/log']);
  expect(full({ '/var/log': 99 })).toEqual(['/var/log']);
  expect(full({ '/': 95, '/var/log': 99 })).toEqual(['/', '/var/log']);
});
