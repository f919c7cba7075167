import { redactLog } from '../../features/redactLog';
import type { CommandTable } from '../commands';
import { ServerCommand } from '../protocol';
import type { RedactAnswer, RedactParams } from '../protocol/redact';

export const REDACT_COMMANDS: CommandTable = {
  [ServerCommand.redact]: (argument, { answer }) => {
    const params = argument as RedactParams;
    return answer<RedactAnswer | null>(params?.uri, null, (document) => redactLog(document, params));
  },
};
