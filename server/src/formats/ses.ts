import { eventReader } from './event-json';
import type { LogFormat } from './format';

/**
 * Amazon SES: events to SNS, EventBridge, Firehose or CloudWatch; those of SNS are JSON in a string:
 * `{"notificationType":"Bounce","bounce":{"bouncedRecipients":[{"emailAddress":"bob@example.net","status":"5.1.1",
 *  "diagnosticCode":"smtp; 550 5.1.1 No such user"}]},"mail":{"messageId":"0100…","source":"alice@example.com"}}`
 */
export const ses: LogFormat = {
  id: 'ses',
  title: 'Amazon SES',
  reference: 'https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html',
  recognises: (line, start) =>
    /\\?"(?:notificationType|eventType)\\?": ?\\?"(?:Bounce|Complaint|Delivery|DeliveryDelay|Send|Reject|Open|Click)\\?"|"(?:bouncedRecipients|diagnosticCode|smtpResponse)":/.test(
      line.slice(start, start + 4000),
    ),
  open: eventReader({
    members: {
      Message: 'json',
      notificationType: 'event',
      eventType: 'event',
      diagnosticCode: 'reply',
      smtpResponse: 'reply',
      status: 'status',
      emailAddress: 'recipient',
      recipients: 'recipient',
      destination: 'recipient',
      source: 'sender',
      messageId: 'queueId',
      'bounce.timestamp': 'time',
      'delivery.timestamp': 'time',
      'deliveryDelay.timestamp': 'time',
      'complaint.timestamp': 'time',
      'reject.reason': 'words',
      'failure.errorMessage': 'words',
      remoteMtaIp: 'relay',
      processingTimeMillis: 'delay',
    },
    outcomes: {
      Bounce: 'failed',
      Reject: 'failed',
      'Rendering Failure': 'failed',
      Delivery: 'relayed',
      DeliveryDelay: 'delayed',
    },
  }),
};
