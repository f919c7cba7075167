import { open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { CommandTable } from '../lsp/commands';
import { type DocumentParams, type FollowAnswer, FollowCommand, type FollowParams } from '../lsp/protocol';
import { FollowedFile } from './follow';
import { FollowedLog, forEachFailure } from './followedLog';
import { inTurn } from './inTurn';

/** The logs being followed by their addresses. */
const followed = new Map<string, FollowedLog>();

export const FOLLOW_COMMANDS: CommandTable = {
  [FollowCommand.follow]: (argument) => {
    const params = argument as FollowParams;
    return inTurn(params.uri, () => follow(params));
  },
  [FollowCommand.unfollow]: (argument) => {
    const { uri } = argument as DocumentParams;
    return inTurn(uri, () => unfollow(uri));
  },
};

async function follow({ uri, format, restart }: FollowParams): Promise<FollowAnswer | null> {
  if (restart) {
    await unfollow(uri);
  }
  let log = followed.get(uri);
  if (log === undefined) {
    const file = await FollowedFile.open(fileURLToPath(uri)).catch(() => undefined);
    if (file === undefined) {
      return null;
    }
    log = await FollowedLog.from(file, await feedsBefore(file), format);
    followed.set(uri, log);
  }
  return newFailures(log);
}

async function unfollow(uri: string): Promise<null> {
  await followed.get(uri)?.close();
  followed.delete(uri);
  return null;
}

async function newFailures(log: FollowedLog): Promise<FollowAnswer> {
  let [permanent, temporary] = [0, 0];
  let first: number | undefined;
  let last: number | undefined;
  let isNewFile = false;
  let vanished: string | undefined;
  for await (const news of log.news()) {
    if (news.kind === 'lines') {
      forEachFailure(news, (_line, number, _read, isPermanent) => {
        permanent += isPermanent ? 1 : 0;
        temporary += isPermanent ? 0 : 1;
        first ??= number;
        last = number;
      });
    } else if (news.kind === 'vanished') {
      vanished = news.message;
    } else {
      isNewFile = true;
      first = undefined;
      last = undefined;
    }
  }
  const places = log.isReplaced ? {} : { first, last };
  return { permanent, temporary, ...places, lines: log.lines, isNewFile, vanished };
}

/** The line feeds before the lines that are to come. */
async function feedsBefore({ path, start }: FollowedFile): Promise<number> {
  const handle = await open(path);
  let feeds = 0;
  try {
    const bytes = Buffer.allocUnsafe(PIECE_BYTES);
    for (let at = 0; at < start; ) {
      const { bytesRead } = await handle.read(bytes, 0, Math.min(bytes.length, start - at), at);
      if (bytesRead === 0) {
        break;
      }
      const piece = bytes.subarray(0, bytesRead);
      for (let feed = piece.indexOf(FEED); feed >= 0; feed = piece.indexOf(FEED, feed + 1)) {
        feeds++;
      }
      at += bytesRead;
    }
  } finally {
    await handle.close();
  }
  return feeds;
}

const PIECE_BYTES = 256 * 1024;
const FEED = 0x0a;
