import { exim } from './servers/exim.mjs';
import { postfix } from './servers/postfix.mjs';
import { sendmail } from './servers/sendmail.mjs';

export const servers = { exim, postfix, sendmail };
