import { postfix } from './servers/postfix.mjs';

export const servers = { postfix };
