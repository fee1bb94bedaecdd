/** The home directory of whoever runs this. */
import { homedir, userInfo } from 'node:os';
import { isAbsolute } from 'node:path';

/** HOME where it says something; otherwise, as under cron and some service managers, what the user database has. */
export function home(): string {
  const told = homedir();
  return isAbsolute(told) ? told : userInfo().homedir;
}
