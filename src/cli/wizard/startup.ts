/** The operator's identity, and the mesh of the file. */

import { observeAndPlan } from '#app/build/apply.ts';
import { discover } from '#app/build/discover.ts';
import { closeOverdueSsh } from '#app/hosts/expired-ssh.ts';
import { createAwsCloud } from '#aws/cloud.ts';
import { compose } from '#cli/compose.ts';
import { formatProblem, OperatorError, SpecError } from '#mesh/errors.ts';
import { type Draft, draftOf, emptyDraft } from '#mesh/spec/draft.ts';
import type { ParsedSpec } from '#mesh/spec/spec.ts';
import type { Cloud } from '#ports/cloud.ts';
import { CloudError } from '#ports/cloud-error.ts';
import type { Message, PlanView, Target } from '#ui/model/messages.ts';
import { errorTextOf } from './error-text.ts';
import { inShort } from './planning.ts';
import type { Session } from './session.ts';
import type { SshWatch } from './ssh-watch.ts';

type Dispatch = (message: Message) => void;

/** AWS before there is a spec: in the operator's own region. */
async function withCloud<T>({ flags }: Session, work: (cloud: Cloud) => Promise<T>): Promise<T> {
  const region = process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
  const cloud = createAwsCloud({
    regions: region === undefined ? [] : [region],
    stop: new AbortController().signal,
    ...(flags.profile === undefined ? {} : { profile: flags.profile }),
  });
  try {
    return await work(cloud);
  } finally {
    cloud.close();
  }
}

export async function identify(session: Session, dispatch: Dispatch): Promise<void> {
  try {
    await session.outside();
    dispatch({ type: 'identified', account: await withCloud(session, (cloud) => cloud.identity()) });
  } catch (error) {
    dispatch({ type: 'unidentified', trouble: errorTextOf(error) });
  }
}

export async function enter(session: Session, place: Target, dispatch: Dispatch, ssh: SshWatch): Promise<void> {
  try {
    if (place === 'sandbox') await session.sandbox();
    else await session.outside();
    const account = await withCloud(session, (cloud) => cloud.identity());
    const parsed = session.read();
    ssh.forget();
    const draft: Draft = parsed === undefined ? emptyDraft : draftOf(parsed.spec);
    const living = parsed === undefined ? undefined : await livingMesh(session, parsed, dispatch, ssh);
    dispatch({
      type: 'entered',
      place,
      account,
      file: session.file,
      draft,
      written: parsed !== undefined,
      living: living?.members.some(({ built }) => built) === true ? living : undefined,
    });
  } catch (error) {
    const [first] = error instanceof SpecError ? error.problems : [];
    dispatch({
      type: 'not-entered',
      trouble: first === undefined ? errorTextOf(error) : { message: formatProblem(first) },
    });
  }
}

/** Undefined if the file does not match AWS: then it is a draft, and its problems appear on the way. */
async function livingMesh(
  session: Session,
  parsed: ParsedSpec,
  dispatch: Dispatch,
  ssh: SshWatch,
): Promise<PlanView | undefined> {
  const silent = { notify: () => undefined, ask: () => Promise.resolve(false) };
  const tools = compose(parsed, session.flags, silent, new AbortController().signal);
  try {
    const first = await observeAndPlan(parsed, tools, false);
    const changed = await closeOverdueSsh(tools, first.observation);
    const looked = changed.size === 0 ? first : await observeAndPlan(parsed, tools, false);
    ssh.observed(looked.observation);
    return inShort(looked, []);
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    const { message, next } = errorTextOf(error);
    dispatch({ type: 'told', text: next === undefined ? message : `${message}: ${next}`, bad: true });
    return undefined;
  } finally {
    tools.close();
  }
}

export async function survey(session: Session, dispatch: Dispatch): Promise<void> {
  try {
    await withCloud(session, (cloud) =>
      discover(cloud, {
        regions: (names) => dispatch({ type: 'regions', names }),
        seen: (found) => dispatch({ type: 'surveyed', survey: found }),
        unseen: (region, why) => dispatch({ type: 'unsurveyed', region, why }),
      }),
    );
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    dispatch({ type: 'survey-failed', trouble: errorTextOf(error) });
  }
}

/** This machine's address as AWS sees it; no proposal if it is unavailable. */
export async function ownAddress(dispatch: Dispatch): Promise<void> {
  // A custom endpoint is not the public AWS.
  if (process.env.AWS_ENDPOINT_URL !== undefined) return;
  try {
    const answer = await fetch('https://checkip.amazonaws.com/', { signal: AbortSignal.timeout(3000) });
    const text = (await answer.text()).trim();
    if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) dispatch({ type: 'own-address', cidr: `${text}/32` });
  } catch {
    // The field stays empty and says what to write.
  }
}
