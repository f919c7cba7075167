import { postfix } from './servers/postfix.mjs';
import { sendmail } from './servers/sendmail.mjs';

export const servers = { postfix, sendmail };
