import {
  enhancedCodeEnd,
  readEnhancedCode,
  readReply,
  readReplyCode,
  type SmtpReply,
  type Speaker,
} from '../smtp/reply';
import { always, type LogFormat, LogLine, type Outcome, span } from './format';
import { type VisitMember, visitMembers } from './json-members';
import { moveBack, takeJsonString } from './places';

/** What a member of a mail service's event is. */
export type MemberKind =
  /** Text that begins with a reply, maybe after `smtp;`. */
  | 'reply'
  /** A reply code, its text and its enhanced code in members of their own. */
  | 'code'
  | 'text'
  | 'enhanced'
  /** An enhanced code by itself. */
  | 'status'
  /** What became of the message, one of the event's own words; the outcomes say what it means. */
  | 'event'
  /** Why the message failed, where there is no reply. */
  | 'words'
  /** JSON in a string. */
  | 'json'
  | 'time'
  | 'queueId'
  | 'sender'
  | 'recipient'
  | 'relay'
  | 'delay';

export interface EventFields {
  /** By the name of the member; `bounce.timestamp` means only that of an object called `bounce`. */
  readonly members: Readonly<Record<string, MemberKind>>;
  readonly outcomes: Readonly<Record<string, Outcome>>;
  /** Whether members may also be written `{"name":"smtp_reply_code","intValue":"550"}`, as Google's APIs do. */
  readonly pairs?: boolean;
  /** Who said the replies, if the remote server did not. */
  readonly speaker?: (line: string) => Speaker;
}

/** Reads events written as JSON: an object a line, several in an array, or spread over lines, a member each. */
export function eventReader(fields: EventFields): LogFormat['open'] {
  const { members, outcomes, speaker = () => 'remote' } = fields;
  const kinds = kindsByName(members);
  const outcomeOf = new Map(Object.entries(outcomes));
  const read = (line: string, start: number): LogLine | undefined => {
    const event = new Event(line, speaker(line), outcomeOf, read);
    const visit: VisitMember = (name, parent, from, to) => {
      const byParent = kinds.get(name);
      const kind = byParent && (byParent.get(parent) ?? byParent.get(ANY));
      if (kind !== undefined && to > from) {
        event.add(kind, from, to);
      }
    };
    visitMembers(line, start, fields.pairs && line.includes('"parameters":') ? inPairs(line, visit) : visit);
    return event.end();
  };
  return always(read);
}

/** Puts the members together whose name and value are members of their own; a name without a value holds others. */
function inPairs(line: string, visit: VisitMember): VisitMember {
  let waiting = '';
  let parent = '';
  return (name, _, from, to) => {
    if (name === 'name') {
      parent = waiting === '' ? parent : waiting;
      waiting = line.slice(from, to);
    } else if (VALUES.has(name)) {
      visit(waiting, parent, from, to);
      waiting = '';
    }
  };
}

const VALUES = new Set(['value', 'intValue', 'boolValue', 'multiValue', 'multiIntValue']);

/** What the members of each name are, by the name of their parent. */
function kindsByName(members: EventFields['members']): ReadonlyMap<string, ReadonlyMap<string, MemberKind>> {
  const kinds = new Map<string, Map<string, MemberKind>>();
  for (const [path, kind] of Object.entries(members)) {
    const dot = path.lastIndexOf('.');
    const name = path.slice(dot + 1);
    const byParent = kinds.get(name) ?? new Map<string, MemberKind>();
    kinds.set(name, byParent.set(dot < 0 ? ANY : path.slice(0, dot), kind));
  }
  return kinds;
}

/** No member is called so. */
const ANY = '*';

/** Gathers what the members of a line, or the columns of a row, say. */
export class Event {
  readonly #line: string;
  readonly #speaker: Speaker;
  readonly #outcomes: ReadonlyMap<string, Outcome>;
  readonly #read: (line: string, start: number) => LogLine | undefined;
  readonly #into = new LogLine();
  readonly #replies: SmtpReply[] = [];
  #outcome: Outcome | undefined;
  #code = -1;
  #text: { start: number; end: number } | undefined;
  #enhanced: string | undefined;
  #inner: LogLine | undefined;

  constructor(
    line: string,
    speaker: Speaker,
    outcomes: ReadonlyMap<string, Outcome>,
    read: (line: string, start: number) => LogLine | undefined,
  ) {
    this.#line = line;
    this.#speaker = speaker;
    this.#outcomes = outcomes;
    this.#read = read;
  }

  add(kind: MemberKind, start: number, end: number): void {
    switch (kind) {
      case 'reply':
        this.#addReply(start, end);
        break;
      case 'code':
        if (enhancedCodeEnd(this.#line, start) === end) {
          this.#into.status ??= span(start, end);
        } else {
          this.#code = start;
        }
        break;
      case 'text':
        this.#text = span(start, end);
        break;
      case 'enhanced':
        this.#enhanced = readEnhancedCode(this.#line, start);
        break;
      case 'status':
        this.#addStatus(start, end);
        break;
      case 'event':
        this.#outcome ??= this.#outcomes.get(this.#line.slice(start, end));
        break;
      case 'json':
        this.#addJson(start, end);
        break;
      case 'sender':
      case 'recipient':
        // EventBridge has a `source` of its own, `aws.ses`.
        if (this.#line.slice(start, end).includes('@')) {
          this.#into[kind] ??= span(start, end);
        }
        break;
      default:
        this.#into[kind] ??= span(start, end);
    }
  }

  /** `550 5.1.1 No such user`, `smtp; 550 5.1.1 No such user`. */
  #addReply(start: number, end: number): void {
    SMTP.lastIndex = start;
    const at = SMTP.test(this.#line) ? SMTP.lastIndex : start;
    const reply = readReply(this.#line, at, this.#speaker, end);
    if (reply !== undefined) {
      this.#replies.push(reply);
    } else if (this.#line.charCodeAt(start) > 0x39) {
      this.#into.words ??= span(start, end);
    }
  }

  /** `5.1.1`; some services put a bare code there. */
  #addStatus(start: number, end: number): void {
    if (enhancedCodeEnd(this.#line, start) === end) {
      this.#into.status ??= span(start, end);
    } else if (end === start + 3 && this.#code < 0) {
      this.#code = start;
    }
  }

  #addJson(start: number, end: number): void {
    if (this.#line.startsWith('{\\"', start)) {
      const taken = takeJsonString(this.#line, start, end);
      this.#inner = this.#read(taken.text, 0);
      if (this.#inner !== undefined) {
        moveBack(this.#inner, taken);
      }
    }
  }

  end(): LogLine | undefined {
    if (this.#inner !== undefined) {
      return this.#inner;
    }
    const into = this.#into;
    if (this.#replies.length === 0) {
      this.#addCode();
    }
    into.replies = this.#replies;
    const { status, queueId, sender, recipient } = into;
    const isWhole = recipient !== undefined || this.#replies.length > 0;
    into.outcome = isWhole ? this.#outcome : undefined;
    if (this.#replies.length > 0 || into.outcome === undefined) {
      into.words = undefined;
    }
    return isWhole || (status ?? queueId ?? sender) !== undefined ? into : undefined;
  }

  /** `"code": 550, "message": "5.1.1 No such user"`: the reply reaches to the end of its text if that follows. */
  #addCode(): void {
    const code = this.#code < 0 ? 0 : readReplyCode(this.#line, this.#code);
    // Services have codes of their own, such as 498 and 605: no second digit above 5 is SMTP's.
    if (code === 0 || this.#line.charCodeAt(this.#code + 1) > 0x35) {
      return;
    }
    const end = this.#text !== undefined && this.#text.start > this.#code ? this.#text.end : this.#code + 3;
    const enhanced = this.#enhanced ?? (this.#text && readEnhancedCode(this.#line, this.#text.start));
    this.#replies.push({ start: this.#code, end, code, enhanced, speaker: this.#speaker });
  }
}

const SMTP = /smtp; {0,2}/iy;
