import { eventReader } from './event-json';
import type { LogFormat } from './format';

/**
 * SendGrid's event webhook:
 * `{"email":"bob@example.net","event":"bounce","reason":"550 5.1.1 No such user","status":"5.1.1","sg_message_id":"14c5…"}`
 */
export const sendgrid: LogFormat = {
  id: 'sendgrid',
  title: 'SendGrid',
  reference: 'https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event',
  recognises: (line, start) => /"sg_(?:event|message)_id":/.test(line.slice(start, start + 4000)),
  open: eventReader({
    members: {
      event: 'event',
      reason: 'reply',
      response: 'reply',
      status: 'status',
      email: 'recipient',
      sg_message_id: 'queueId',
      timestamp: 'time',
      ip: 'relay',
    },
    outcomes: {
      delivered: 'relayed',
      bounce: 'failed',
      dropped: 'failed',
      blocked: 'failed',
      deferred: 'delayed',
    },
  }),
};
