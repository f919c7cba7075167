import { exim, eximDefault } from './servers/exim.mjs';
import { opensmtpd } from './servers/opensmtpd.mjs';
import { postfix } from './servers/postfix.mjs';
import { sendmail } from './servers/sendmail.mjs';

export const servers = { exim, 'exim-default': eximDefault, opensmtpd, postfix, sendmail };
