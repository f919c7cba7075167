/**
 * A reply without what could tell who wrote to whom: addresses, host names, IP addresses and long ids become
 * placeholders. `550 5.1.1 <bob@mx.example.net>: no mailbox` becomes `550 5.1.1 <ADDRESS>: no mailbox`.
 */
export function redactReply(reply: string): string {
  return reply
    .slice(0, LONGEST_REPORT)
    .replace(/[^\s<>"'(),;:@]{1,64}@[^\s<>"'(),;]{1,255}/g, 'ADDRESS')
    .replace(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g, 'IP')
    .replace(/\b[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){3,7}\b/gi, 'IP')
    .replace(/\b(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}\b/gi, 'HOST')
    .replace(/\b(?=[a-z]{0,40}\d)[a-z\d]{12,}\b/gi, 'ID');
}

const LONGEST_REPORT = 2000;
