/** The use case before there is a spec: which VPCs the account has, region by region, as they answer. */
import type { RegionSurvey } from '#mesh/observed/survey.ts';
import { type Cloud, CloudError } from '#ports/cloud.ts';

export interface DiscoverListener {
  regions(names: readonly string[]): void;
  seen(survey: RegionSurvey): void;
  /** It could not be read, and why. */
  unseen(region: string, why: string): void;
}

/** All enabled regions at once. @throws CloudError when not even their names can be had */
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
