/** The user's home directory. */
import { homedir, userInfo } from 'node:os';
import { isAbsolute } from 'node:path';

/** HOME if set; otherwise, as under cron and some service managers, the user database's entry. */
export function home(): string {
  const told = homedir();
  return isAbsolute(told) ? told : userInfo().homedir;
}
