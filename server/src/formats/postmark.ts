import { eventReader } from './event-json';
import type { LogFormat } from './format';

/**
 * Postmark's webhooks and bounce API:
 * `{"RecordType":"Bounce","Type":"HardBounce","TypeCode":1,"MessageID":"7c26…","Details":"smtp;550 5.1.1 No such user"}`
 */
export const postmark: LogFormat = {
  id: 'postmark',
  title: 'Postmark',
  reference: 'https://postmarkapp.com/developer/webhooks/webhooks-overview',
  recognises: (line, start) =>
    /"(?:RecordType|DeliveredAt|BouncedAt|TypeCode|MessageEvents|DeliveryMessage)":/.test(
      line.slice(start, start + 4000),
    ),
  open: eventReader({
    members: {
      Type: 'event',
      RecordType: 'event',
      Details: 'reply',
      // Of a message's own events.
      'Details.Summary': 'reply',
      'Details.DeliveryMessage': 'reply',
      'Details.DestinationServer': 'relay',
      Email: 'recipient',
      Recipient: 'recipient',
      From: 'sender',
      MessageID: 'queueId',
      BouncedAt: 'time',
      DeliveredAt: 'time',
    },
    outcomes: {
      HardBounce: 'failed',
      BadEmailAddress: 'failed',
      Blocked: 'failed',
      SpamNotification: 'failed',
      VirusNotification: 'failed',
      DMARCPolicy: 'failed',
      SMTPApiError: 'failed',
      TemplateRenderingFailed: 'failed',
      SoftBounce: 'delayed',
      Transient: 'delayed',
      DnsError: 'delayed',
      Bounced: 'failed',
      Delivery: 'relayed',
      Delivered: 'relayed',
    },
  }),
};
