/** The choice between AWS and the sandbox. */
import { Box, Text } from 'ink';
import { bodyHeight } from '#ui/model/available-lines.ts';
import type { Wizard } from '#ui/model/state.ts';
import { tones } from '#ui/theme.ts';
import { useAppearance } from '#ui/view/appearance.ts';
import { Line, Lines, TroubleLines, Waiting } from '#ui/view/styled-text.tsx';

export function Welcome({ state }: { readonly state: Wizard }) {
  const { account, entering, place } = state;
  const { linear } = useAppearance();
  // The choice and its obstacles must be visible; the help has the rest.
  const roomy = linear || (state.columns >= 80 && bodyHeight(state) >= 16);
  const told = roomy || account.state !== 'failed' || entering;
  return (
    <Box flexDirection="column">
      {told ? (
        <>
          <Lines>
            vpnmesh privately connects the machines of VPCs in several AWS regions: a full mesh of IPsec tunnels between
            your own small instances.
          </Lines>
          <Text> </Text>
        </>
      ) : null}
      {roomy ? (
        <>
          <Line>1. You choose regions and VPCs.</Line>
          <Line>2. You review the plan. Nothing is created until you confirm.</Line>
          <Line>3. You watch the tunnels come up and traffic cross them.</Line>
          <Line>4. You audit the mesh, now and from cron, and fix findings with one key.</Line>
          <Text> </Text>
        </>
      ) : null}
      <Choice state={state} id="aws" label="AWS">
        <Account state={state} />
      </Choice>
      <Choice state={state} id="sandbox" label="The sandbox">
        no account? learn here: a local AWS emulator, free
      </Choice>
      <Text> </Text>
      {entering ? (
        <Waiting what={place === 'sandbox' ? 'starting the sandbox' : `looking for the mesh of ${state.file}`} />
      ) : account.state === 'failed' && state.cursors.welcome !== 'sandbox' ? (
        <TroubleLines trouble={account.trouble} />
      ) : null}
    </Box>
  );
}

function Account({ state: { account } }: { readonly state: Wizard }) {
  switch (account.state) {
    case 'ready':
      return (
        <Text>
          account {account.value.account}, as {account.value.arn.replace(/^arn:[^:]*:[^:]*::\d*:/, '')}
        </Text>
      );
    case 'failed':
      return <Text {...tones.warn}>no valid credentials: see below, r retries</Text>;
    default:
      return <Text {...tones.quiet}>checking credentials</Text>;
  }
}

function Choice({
  state,
  id,
  label,
  children,
}: {
  readonly state: Wizard;
  readonly id: string;
  readonly label: string;
  readonly children: React.ReactNode;
}) {
  const { glyphs, linear } = useAppearance();
  const active = (state.cursors.welcome ?? 'aws') === id;
  return (
    <Line>
      {active ? (linear ? 'selected: ' : `${glyphs.pointer} `) : '  '}
      <Text {...(active ? tones.strong : {})}>{label.padEnd(13)}</Text>
      {children}
    </Line>
  );
}
