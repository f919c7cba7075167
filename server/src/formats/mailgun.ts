import { eventReader } from './event-json';
import type { LogFormat } from './format';

/**
 * Mailgun's events and webhooks, old and new:
 * `{"event-data":{"event":"failed","severity":"permanent","recipient":"bob@example.net","delivery-status":{"mx-host":
 *  "mx.example.net","code":550,"message":"5.1.1 No such user"}}}`. Codes from 498 on that SMTP lacks are its own.
 */
export const mailgun: LogFormat = {
  id: 'mailgun',
  title: 'Mailgun',
  reference: 'https://documentation.mailgun.com/docs/mailgun/user-manual/events/events',
  recognises: (line, start) =>
    /"(?:event-data|delivery-status|X-Mailgun-Sid)":|"event": ?"(?:bounced|dropped)", ?"recipient":/.test(
      line.slice(start, start + 4000),
    ),
  open: eventReader({
    members: {
      event: 'event',
      severity: 'event',
      'delivery-status.code': 'code',
      // Spread over lines a member has no parent; the old webhooks have it at the top.
      '.code': 'code',
      'delivery-status.message': 'text',
      'delivery-status.description': 'words',
      'enhanced-code': 'enhanced',
      error: 'reply',
      description: 'words',
      recipient: 'recipient',
      'envelope.sender': 'sender',
      'mx-host': 'relay',
      'headers.message-id': 'queueId',
      timestamp: 'time',
      'session-seconds': 'delay',
    },
    outcomes: {
      delivered: 'relayed',
      permanent: 'failed',
      temporary: 'delayed',
      rejected: 'failed',
      bounced: 'failed',
      dropped: 'failed',
    },
  }),
};
