import { eventReaderWithTable } from './event-table';
import type { LogFormat } from './format';

/**
 * Email of Azure Communication Services, resource logs and Event Grid:
 * `{"operationName":"DeliveryStatusUpdate","properties":{"RecipientId":"bob@example.net","DeliveryStatus":"Bounced",
 *  "SmtpStatusCode":"550","EnhancedSmtpStatusCode":"5.1.1","FailureMessage":"No such user"}}`
 */
export const azureEmail: LogFormat = {
  id: 'azure-email',
  title: 'Azure Communication Services',
  reference: 'https://learn.microsoft.com/azure/communication-services/concepts/analytics/logs/email-logs',
  recognises: (line, start) =>
    /"(?:SmtpStatusCode|EnhancedSmtpStatusCode|deliveryStatusDetails|deliveryAttemptTimeStamp)":|,"?SmtpStatusCode"?,/i.test(
      line.slice(start, start + 4000),
    ),
  open: eventReaderWithTable({
    columns: {
      deliverystatus: 'event',
      smtpstatuscode: 'code',
      enhancedsmtpstatuscode: 'enhanced',
      failuremessage: 'text',
      failurereason: 'words',
      recipientid: 'recipient',
      correlationid: 'queueId',
      timegenerated: 'time',
      timegeneratedutc: 'time',
    },
    required: ['smtpstatuscode', 'recipientid'],
    members: {
      DeliveryStatus: 'event',
      'data.status': 'event',
      SmtpStatusCode: 'code',
      smtpStatusCode: 'code',
      EnhancedSmtpStatusCode: 'enhanced',
      enhancedSmtpStatusCode: 'enhanced',
      FailureMessage: 'text',
      statusMessage: 'reply',
      RecipientId: 'recipient',
      recipient: 'recipient',
      sender: 'sender',
      messageId: 'queueId',
      CorrelationID: 'queueId',
      correlationId: 'queueId',
      TimeGenerated: 'time',
      time: 'time',
      deliveryAttemptTimeStamp: 'time',
    },
    outcomes: {
      Delivered: 'relayed',
      Bounced: 'failed',
      Failed: 'failed',
      Quarantined: 'failed',
      FilteredSpam: 'failed',
      Suppressed: 'failed',
      Expanded: 'expanded',
    },
  }),
};
