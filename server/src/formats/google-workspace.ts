import type { Speaker } from '../smtp/reply';
import { eventReaderWithTable } from './event-table';
import type { LogFormat } from './format';

/**
 * Gmail logs of Google Workspace, exported from BigQuery or read through the Reports API:
 * `{"event_info":{"timestamp_usec":"1795448342650438","success":true},"message_info":{"connection_info":{
 *  "smtp_reply_code":"550","smtp_out_connect_ip":"192.0.2.10"},"destination":[{"address":"bob@example.net"}]}}`.
 * The export of the Email Log Search is a table: `…,Event SMTP reply code,Event description,…`.
 * `action_type` and `smtp_response_reason` are numbered lists of Google's, no replies.
 */
export const googleWorkspace: LogFormat = {
  id: 'google-workspace',
  title: 'Google Workspace',
  reference: 'https://support.google.com/a/answer/7230050',
  recognises: (line, start) =>
    /"(?:smtp_reply_code|message_info|rfc2822_message_id|flattened_destinations)":|"name": ?"smtp_reply_code"|,"?Event SMTP reply code"?,/.test(
      line.slice(start, start + 4000),
    ),
  open: eventReaderWithTable({
    columns: {
      messageid: 'queueId',
      startdate: 'time',
      sender: 'sender',
      recipientaddress: 'recipient',
      eventstatus: 'event',
      eventtargetipaddress: 'relay',
      eventsmtpreplycode: 'code',
      eventdescription: 'words',
    },
    required: ['eventsmtpreplycode', 'recipientaddress'],
    members: {
      smtp_reply_code: 'code',
      'destination.address': 'recipient',
      'source.address': 'sender',
      rfc2822_message_id: 'queueId',
      timestamp_usec: 'time',
      smtp_out_connect_ip: 'relay',
      failed_smtp_out_connect_ip: 'relay',
      smtp_in_connect_ip: 'relay',
      elapsed_time_usec: 'delay',
    },
    pairs: true,
    outcomes: { BOUNCED: 'failed', REJECTED: 'failed', DROPPED: 'failed', DELIVERED: 'relayed' },
    speaker: whoSaid,
  }),
};

/** A connection out has its address, one in too; the table names the side instead. */
function whoSaid(line: string): Speaker {
  if (/smtp_out_connect_ip"(?!: ?null)|,"?SMTP_OUT"?,/.test(line)) {
    return 'remote';
  }
  return /"smtp_in_connect_ip"(?!: ?null)|,"?SMTP_IN"?,/.test(line) ? 'server' : 'unknown';
}
