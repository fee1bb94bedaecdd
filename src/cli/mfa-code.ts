/** Asks for an MFA code at the terminal. */
import { quoted } from '#mesh/quote.ts';

/** Has the name of the SDK's own error, so that the error printer recognises it. */
class NoCode extends Error {
  override readonly name = 'CredentialsProviderError';
}

/** @param askFor shows the text and returns the input; empty if the operator stops */
export function mfaCodeBy(askFor: (text: string) => Promise<string>): (serial: string) => Promise<string> {
  return async (serial) => {
    const code = (await askFor(`MFA code of ${serial}: `)).replaceAll(' ', '');
    if (/^\d{6}$/.test(code)) return code;
    const what = code === '' ? 'none was entered' : `${quoted(code)} is not one`;
    throw new NoCode(`multi-factor authentication needs a six-digit code: ${what}`);
  };
}
