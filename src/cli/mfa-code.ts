/** The code of a device of MFA, typed at the terminal. */
import { quoted } from '#mesh/quote.ts';

/** Its name as the SDK's own, so that whoever shows it knows what it is about. */
class NoCode extends Error {
  override readonly name = 'CredentialsProviderError';
}

/** @param askFor shows the text and gives what was typed; nothing where the operator stops */
export function mfaCodeBy(askFor: (text: string) => Promise<string>): (serial: string) => Promise<string> {
  return async (serial) => {
    const code = (await askFor(`MFA code of ${serial}: `)).replaceAll(' ', '');
    if (/^\d{6}$/.test(code)) return code;
    const what = code === '' ? 'none was given' : `${quoted(code)} is none`;
    throw new NoCode(`multi-factor authentication wants a code of six digits, and ${what}`);
  };
}
