import greetings from '../../../data/greetings.json';

/** The mail server that greets with these words: `220 mx.example.com ESMTP OpenSMTPD` is OpenSMTPD's. */
export function productOf(greeting: string): string | undefined {
  return greetings.find(({ words }) => words.some((part) => greeting.includes(part)))?.product;
}
