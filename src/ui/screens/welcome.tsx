/** What will happen, and where: on AWS, or on the sandbox. */
import { Box, Text } from 'ink';
import { bodyHeight } from '#ui/model/available-lines.ts';
import type { Wizard } from '#ui/model/state.ts';
import { tones } from '#ui/theme.ts';
import { useAppearance } from '#ui/view/appearance.ts';
import { Line, TroubleLines, Waiting } from '#ui/view/words.tsx';

export function Welcome({ state }: { readonly state: Wizard }) {
  const { account, entering, place } = state;
  const { linear } = useAppearance();
  // What is chosen, and what stands in its way, is in sight before all else; the help says the rest.
  const roomy = linear || (state.columns >= 80 && bodyHeight(state) >= 16);
  const told = roomy || account.state !== 'failed' || entering;
  return (
    <Box flexDirection="column">
      {told ? (
        <>
          <Text>
            vpnmesh connects VPCs of several AWS regions, so that every machine in them reaches every other, privately:
            a full mesh of IPsec tunnels between small instances of your own.
          </Text>
          <Text> </Text>
        </>
      ) : null}
      {roomy ? (
        <>
          <Line>1. You choose regions and VPCs.</Line>
          <Line>2. You see the plan, every resource in it. Nothing is made before you say yes.</Line>
          <Line>3. You watch the tunnels come up, and see proof that traffic crosses.</Line>
          <Line>4. You audit it, now and from cron, and put right what it finds with one key.</Line>
          <Text> </Text>
        </>
      ) : null}
      <Choice state={state} id="aws" label="AWS">
        <Account state={state} />
      </Choice>
      <Choice state={state} id="sandbox" label="The sandbox">
        no account? learn here: a pretend AWS on this machine, free
      </Choice>
      <Text> </Text>
      {entering ? (
        <Waiting what={place === 'sandbox' ? 'bringing the sandbox up' : `looking for the mesh of ${state.file}`} />
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
      return <Text {...tones.warn}>no valid credentials: what to do stands below, r asks again</Text>;
    default:
      return <Text {...tones.quiet}>asking who you are</Text>;
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
