/**
 * What client and server say about logs that grow on the disk. The client asks as often as it wants to know; the server
 * looks when it is asked. Only a server with a disk knows these commands.
 */
export const FollowCommand = {
  /** Takes `FollowParams`, answers a `FollowAnswer`, or `null` where there is no such file on this server's disk. */
  follow: 'smtpLens.follow',
  /** Takes a `DocumentParams`: nobody asks for this log any more. */
  unfollow: 'smtpLens.unfollow',
} as const;

export interface FollowParams {
  readonly uri: string;
  /** The one format that a person chose. */
  readonly format?: string | undefined;
  /** Whether to begin anew at the end that the file has now. */
  readonly restart?: boolean;
}

/** Failures in lines that are new since the last answer; after the first question there are none. */
export interface NewFailures {
  readonly permanent: number;
  readonly temporary: number;
  /** The lines of the first and the last of them; `undefined` where they stand in the file that was rotated away. */
  readonly first?: number | undefined;
  readonly last?: number | undefined;
}

export interface FollowAnswer extends NewFailures {
  /** Line breaks in the file, as far as its lines are whole. */
  readonly lines: number;
  /** Whether another file has the name since the last answer, or the file was emptied. */
  readonly isNewFile: boolean;
  /** Why the file cannot be read, where it just vanished; it is followed on when it is back. */
  readonly vanished?: string | undefined;
}
