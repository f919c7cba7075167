/** Marks are bytes that no line with a shape holds. What a reader may look at in a word is told by its mark. */
export const ADDRESS: u8 = 0x80;
export const IPV6: u8 = 0x81;
/** `1.2/0/0.6/0.5` */
export const NUMBERS: u8 = 0x83;
/** `hgTqhFTzzdsKAAAB` in brackets. */
export const SECRET: u8 = 0x82;
/** Digits, and one point at most: up to five units, up to ten, up to twenty. */
export const NUMBER: u8 = 0x84;
/** Digits and this many points, four for more. */
export const POINTS: u8 = 0x88;
/** Any other word with a point in it. */
export const HOST: u8 = 0x90;
/** A queue id with one digit; and if it is short. */
export const FEW_DIGITS: u8 = 0x92;
/** Any other word with a digit in it; see `wordMark`. */
export const WORD: u8 = 0xa0;
export const BEGINS_WITH_DIGIT: u8 = 2;
/** The same where the word begins with digits that may be a reply code. No shape is learnt where one was read there. */
export const CODE_WORD: u8 = 0xc0;
export const CODE_NUMBER: u8 = 0xe0;
