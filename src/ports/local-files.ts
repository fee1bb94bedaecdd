/** What a plan will need of the operator's own machine, and what is looked at before it runs. */

export interface LocalNeeds {
  /** EC2 is to import the operator's public key. */
  readonly imports: boolean;
  /** Of the hosts that will be logged in to; one that nobody has stands for those that are not made yet. */
  readonly addresses: readonly string[];
}
