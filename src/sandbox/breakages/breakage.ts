/** What can be broken for practice, and how it is put right again. */

/** A concentrator, as its tags and the API show it to anybody. */
export interface Victim {
  readonly name: string;
  readonly region: string;
  readonly vpcId: string;
  readonly instanceId: string;
  readonly interfaceId: string;
  readonly groupIds: readonly string[];
  /** Its Elastic IP, while it has one. */
  readonly address?: { readonly ip: string; readonly allocationId: string };
  /** Names of the other concentrators. */
  readonly peers: readonly string[];
}

/** Parameters as they stand in a request: `Tag.1.Key`. */
export type Fields = Readonly<Record<string, string>>;

/** One change: a call of the API, a script as root on a host, or flows that the network forgets. Data, so that it can be kept. */
export type Act =
  | { readonly kind: 'api'; readonly region: string; readonly action: string; readonly fields: Fields }
  | {
      readonly kind: 'host';
      readonly instanceId: string;
      /** POSIX sh; `$1`, `$2`, … are the arguments. */
      readonly script: string;
      readonly args: readonly string[];
    }
  | { readonly kind: 'forget-flows'; readonly interfaceId: string };

/** What a breakage does and what takes it back, both in order. */
export interface Damage {
  readonly acts: readonly Act[];
  readonly repair: readonly Act[];
}

/** What a breakage may look at before it decides what to do. */
export interface View {
  /** Of the victim's interface. */
  readonly sourceDestCheck: boolean;
  /** Routes to the peers' networks that lead to the victim. */
  readonly routes: readonly { readonly tableId: string; readonly destination: string }[];
  /** Ingress rules of groups of the victim's VPC. */
  readonly rules: readonly {
    readonly id: string;
    readonly groupId: string;
    readonly protocol: string;
    readonly from: number;
    readonly to: number;
    readonly cidr: string;
    readonly tags: Readonly<Record<string, string>>;
  }[];
}

export interface Breakage {
  readonly name: string;
  /** What was done, in a sentence; told on request. */
  readonly what: (victim: Victim) => string;
  /** Where it shows while it is so, and how an operator puts it right. */
  readonly lesson: string;
  /** Why there may be nothing to break in this way. */
  readonly unless?: string;
  /** Undefined where there is nothing to break in this way. */
  readonly damage: (victim: Victim, view: View) => Damage | undefined;
  /** On a host: exits with 0 as long as it is so. What is done in AWS is so as long as it cannot be done again. */
  readonly stands?: (victim: Victim) => Act;
}

/** Something that was broken, and may have been repaired by somebody since. */
export interface PlantedFault {
  readonly name: string;
  /** What was done, in a sentence. */
  readonly what: string;
  readonly lesson: string;
  /** Whether it is so now; null where that cannot be told, as of a host that does not run. */
  readonly stands: boolean | null;
}

/** What the sandbox's controls offer of practice. */
export interface PracticeDesk {
  readonly names: readonly string[];
  /** Looks whether each is still so. */
  planted(): Promise<readonly PlantedFault[]>;
  /** @param name one of `names`; any that can be done, when absent @throws SandboxError when there is nothing to break */
  plant(name: string | undefined): Promise<void>;
  /** Takes everything back, the last first. What cannot be is said: most likely somebody has put it right already. */
  repair(): Promise<readonly { readonly name: string; readonly trouble?: string }[]>;
}
