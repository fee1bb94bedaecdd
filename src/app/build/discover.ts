/** Discovery before there is a spec: the account's VPCs, region by region, as answers arrive. */
import type { RegionSurvey } from '#mesh/observed/survey.ts';
import type { Cloud } from '#ports/cloud.ts';
import { CloudError } from '#ports/cloud-error.ts';

export interface DiscoverListener {
  regions(names: readonly string[]): void;
  seen(survey: RegionSurvey): void;
  /** A region that could not be read, and why. */
  unseen(region: string, why: string): void;
}

/** All enabled regions in parallel. @throws CloudError if even their names cannot be read */
export async function discover(cloud: Cloud, listener: DiscoverListener): Promise<void> {
  const names = await cloud.enabledRegions();
  listener.regions(names);
  await Promise.all(
    names.map(async (name) => {
      try {
        listener.seen(await cloud.region(name).survey());
      } catch (error) {
        if (!(error instanceof CloudError)) throw error;
        listener.unseen(name, error.kind === 'denied' ? `${error.action} is denied` : error.message);
      }
    }),
  );
}
