/** One call of the Cloud port, one fact: what AWS answers, or why it does not. */
import { type Fact, known, type ReasonKind, regionTopic, unknown } from '#mesh/fact.ts';
import { CloudError } from './cloud-error.ts';

/** @throws CloudError without valid credentials: then nothing could be read, and that is no finding */
export async function cloudFact<T>(call: () => Promise<T>): Promise<Fact<T>> {
  try {
    return known(await call(), new Date().toISOString());
  } catch (error) {
    if (!(error instanceof CloudError)) {
      return unknown('parse', `AWS's answer is invalid: ${error instanceof Error ? error.message : String(error)}`);
    }
    if (error.kind === 'credentials') throw error;
    // Everything of the region is unknown for this one reason.
    if (error.kind === 'region') {
      const next = error.next === undefined ? '' : `; ${error.next}`;
      return unknown('unreachable', `${error.message}${next}`, regionTopic(error.region));
    }
    const where = error.region === 'global' ? '' : ` in ${error.region}`;
    return unknown(kindOf(error), error.kind === 'denied' ? `${error.action} is denied${where}` : error.message);
  }
}

function kindOf({ kind, code }: CloudError): ReasonKind {
  switch (kind) {
    case 'denied':
    case 'throttled':
      return kind;
    case 'unreachable':
      return code === 'TimeoutError' || code === 'ETIMEDOUT' ? 'timeout' : 'unreachable';
    case 'not-found':
      return 'absent';
    default:
      return 'parse';
  }
}
