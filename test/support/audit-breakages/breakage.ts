/** What a breakage is: what is done to a mesh behind the product's back, what must fail for it, and what repairs it. */
import { breakages as ofTheMesh } from '../breakages.ts';
import { type End, type MeshUnderTest, onHost } from '../mesh-under-test.ts';

export interface AuditBreakage {
  readonly name: string;
  /** The checks that fail, in the order of the catalogue; what they explain is told under them. */
  readonly fails: readonly string[];
  break(mesh: MeshUnderTest): Promise<void>;
  repair(mesh: MeshUnderTest): Promise<void>;
}

export type Act = (mesh: MeshUnderTest, end: End) => Promise<unknown>;

/** Done at the initiator. */
export const at = (name: string, fails: string | readonly string[], broken: Act, repaired: Act): AuditBreakage => {
  const does = (act: Act) => async (mesh: MeshUnderTest) => void (await act(mesh, (await mesh.ends()).initiator));
  return { name, fails: typeof fails === 'string' ? [fails] : fails, break: does(broken), repair: does(repaired) };
};
/** A script on the host of the initiator; `$1` is its name, `$2` its peer's. */
export const sh =
  (script: string): Act =>
  async (mesh, end) =>
    onHost(mesh, end, script, end.name, (await mesh.ends()).responder.name);
export const host = (
  name: string,
  fails: string | readonly string[],
  broken: string,
  repaired: string,
): AuditBreakage => at(name, fails, sh(broken), sh(repaired));

/** One of those that status and verify are tested with. */
export const known = (name: string, fails: readonly string[]): AuditBreakage => {
  const one = ofTheMesh.find((each) => each.name === name);
  if (one === undefined) throw new Error(`unknown breakage "${name}"`);
  return { name, fails, break: one.break, repair: async (mesh) => one.repair?.(mesh) };
};
