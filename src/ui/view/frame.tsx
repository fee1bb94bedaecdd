/** The frame of all screens: title, AWS account, notice, and keys. */
import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import { minutesLeft } from '#mesh/observed/ssh-windows.ts';
import { noticeLines } from '#ui/model/available-lines.ts';
import { type ScreenName, screenTitles } from '#ui/model/bindings.ts';
import { entryLabels } from '#ui/model/entries.ts';
import type { Wizard } from '#ui/model/state.ts';
import { tones } from '#ui/theme.ts';
import { useAppearance } from './appearance.ts';
import { Footer } from './footer.tsx';
import { Line } from './styled-text.tsx';
import { TypedText } from './typed-text.tsx';

const way: readonly ScreenName[] = ['welcome', 'regions', 'concentrators', 'access', 'plan', 'run', 'proof', 'audit'];

function where(state: Wizard): string {
  const { account, place, openSsh, sshOpenUntil, gone } = state;
  const who =
    account.state === 'ready' ? account.value.account : account.state === 'asking' ? '(checking)' : 'no credentials';
  const how = openSsh && sshOpenUntil === undefined && !gone ? ', reads over SSH' : '';
  return `${place === 'sandbox' ? 'sandbox' : `AWS ${who}`}${how}`;
}

/** An expired rule exists until someone revokes it. */
function sshOpen({ sshOpenUntil, now }: Wizard): string | undefined {
  if (sshOpenUntil === undefined) return undefined;
  const left = minutesLeft(sshOpenUntil, now);
  return left > 0 ? `SSH OPEN ${left} min` : 'SSH OPEN, expired';
}

export function Frame({ state, children }: { readonly state: Wizard; readonly children: ReactNode }) {
  const { glyphs, linear } = useAppearance();
  const { screen, columns, notice, entry } = state;
  const open = sshOpen(state);
  const filter = state.filters[screen] ?? '';
  const place = way.indexOf(screen);
  const title = `${screenTitles[screen]}${place < 0 || state.living !== undefined || open !== undefined ? '' : `  ${place + 1} of ${way.length}`}`;
  return (
    <Box flexDirection="column" width={columns} {...(linear ? {} : { height: state.rows - 1 })}>
      <Box justifyContent="space-between" height={1} flexShrink={0}>
        <Text {...tones.strong}>vpnmesh {title}</Text>
        {open === undefined ? null : <Text {...tones.bad}>{open}</Text>}
        <Text {...tones.quiet}>{where(state)}</Text>
      </Box>
      {linear ? null : <Line tone="quiet">{glyphs.rule.repeat(columns)}</Line>}
      <Box flexDirection="column" flexGrow={1} overflow="hidden">
        <Box flexDirection="column" flexShrink={0}>
          {children}
        </Box>
      </Box>
      <Box height={noticeLines(state)} flexShrink={0} overflow="hidden">
        {entry !== undefined && notice === undefined ? (
          <TypedText label={entryLabels[entry.for](state)} field={entry.field} columns={columns} />
        ) : notice === undefined ? (
          <Text {...tones.warn}>{filter === '' ? ' ' : `filter: ${filter} (Esc shows all)`}</Text>
        ) : (
          <Text {...tones[notice.going ? 'change' : notice.bad ? 'warn' : 'good']}>
            {notice.going ? glyphs.running : notice.bad ? glyphs.warn : glyphs.done} {notice.text}
          </Text>
        )}
      </Box>
      <Footer state={state} />
    </Box>
  );
}
