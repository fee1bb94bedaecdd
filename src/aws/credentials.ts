/** Credentials from the SDK's default chain, with a prompt for MFA codes, and with the reason if a profile fails. */
import { fromIni } from '@aws-sdk/credential-provider-ini';
import { defaultProvider } from '@aws-sdk/credential-provider-node';

export interface CredentialOptions {
  readonly profile?: string | undefined;
  /** Asks somebody for the code of a device; absent where nobody can be asked. @param serial ARN or number of the device */
  readonly mfaCode?: ((serial: string) => Promise<string>) | undefined;
}

/** A profile's final failure: the chain would continue, run credential_process again, and report only the last provider's error. */
const final = /^Command failed: |credential_process|multi-factor authentication/;

/** For `credentialDefaultProvider` of a client, which hands over its own configuration. */
export function credentialsFrom({ profile, mfaCode }: CredentialOptions) {
  return (configuration: object) => {
    const given = {
      ...configuration,
      ...(profile === undefined ? {} : { profile }),
      ...(mfaCode === undefined ? {} : { mfaCodeProvider: mfaCode }),
    };
    const chain = defaultProvider(given);
    const ofProfile = fromIni(given);
    const { AWS_PROFILE, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = process.env;
    const byKeys = (profile ?? AWS_PROFILE) === undefined && AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY;
    if (byKeys) return chain;
    return kept(async (asked?: Parameters<typeof chain>[0]) => {
      try {
        return await ofProfile(asked);
      } catch (error) {
        if (error instanceof Error && final.test(error.message)) throw error;
        return chain(asked);
      }
    });
  };
}

/** Ms before expiry from which credentials are refreshed. */
const early = 60_000;

/** Resolves once for all callers, until the credentials expire, so that an MFA code is asked for once. */
function kept<A extends { readonly forceRefresh?: boolean } | undefined, C extends { readonly expiration?: Date }>(
  find: (asked?: A) => Promise<C>,
): (asked?: A) => Promise<C> {
  let found: C | undefined;
  let finding: Promise<C> | undefined;
  return async (asked) => {
    const holds = found?.expiration === undefined || found.expiration.getTime() - Date.now() > early;
    if (found !== undefined && holds && asked?.forceRefresh !== true) return found;
    finding ??= find(asked).finally(() => {
      finding = undefined;
    });
    found = await finding;
    return found;
  };
}

/** Long words are more likely secrets than text; key ids are recognised by their prefix. */
const secret = /[A-Za-z0-9+/=_-]{32,}|\b(?:AKIA|ASIA)[A-Z0-9]{12,}/g;

/** Of STS, which calls it AccessDenied. */
export const invalidCode = /^MultiFactorAuthentication failed/;

/**
 * A profile's failure in words; undefined for a message that is none. What a credential_process printed on standard
 * output is credentials, and is in no error; what it said on standard error is its reason.
 */
export function profileTrouble(
  message: string,
  profile: string | undefined,
): { readonly words: string; readonly next: string } | undefined {
  const named = profile ?? /^Profile (\S+) /.exec(message)?.[1] ?? 'default';
  if (invalidCode.test(message)) {
    return {
      words: message,
      next: 'run the same command again with the next code of the device: each is valid for one login',
    };
  }
  if (/no MFA code callback/.test(message)) {
    return {
      words: 'its role needs an MFA code (mfa_serial), and there is no terminal to ask for it',
      next: `run the command at a terminal, or export a session first: \`eval "$(aws configure export-credentials --profile ${named} --format env)"\``,
    };
  }
  const [command, ...said] = message.split('\n');
  if (command?.startsWith('Command failed: ') === true) {
    const lines = said.map((line) => line.trim()).filter((line) => line !== '');
    const reason = lines.slice(-3).join(' / ').replace(secret, '…').slice(0, 300);
    return {
      words: `its credential_process failed: ${reason === '' ? 'no output' : reason}`,
      next: 'run that command yourself until it prints credentials, or choose another profile',
    };
  }
  return undefined;
}
