import { eventReader } from './event-json';
import type { LogFormat } from './format';

/**
 * SparkPost (Bird) events and webhooks:
 * `{"msys":{"message_event":{"type":"bounce","bounce_class":"10","error_code":"550","raw_reason":"550 5.1.1 No such user",
 *  "rcpt_to":"bob@example.net"}}}`. `reason` is `raw_reason` with names and numbers left out, `error_code` its code.
 */
export const sparkpost: LogFormat = {
  id: 'sparkpost',
  title: 'SparkPost',
  reference: 'https://developers.sparkpost.com/api/webhooks/',
  recognises: (line, start) =>
    /"(?:msys|bounce_class|raw_reason|raw_rcpt_to)":/.test(line.slice(start, start + 4000)),
  open: eventReader({
    members: {
      type: 'event',
      // Beside `raw_reason`, not in a line of its own.
      'message_event.error_code': 'code',
      raw_reason: 'reply',
      rcpt_to: 'recipient',
      msg_from: 'sender',
      message_id: 'queueId',
      timestamp: 'time',
      routing_domain: 'relay',
      queue_time: 'delay',
    },
    outcomes: {
      bounce: 'failed',
      out_of_band: 'failed',
      policy_rejection: 'failed',
      generation_failure: 'failed',
      generation_rejection: 'failed',
      delay: 'delayed',
      delivery: 'relayed',
    },
  }),
};
