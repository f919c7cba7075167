import { activmail } from './activmail';
import { amavis } from './amavis';
import { assp } from './assp';
import { axigen } from './axigen';
import { azureEmail } from './azure-email';
import { barracuda } from './barracuda';
import { ciscoEsa } from './cisco-esa';
import { communigate } from './communigate';
import { courier } from './courier';
import { dma } from './dma';
import { domino } from './domino';
import { dovecot } from './dovecot';
import { dsn } from './dsn';
import { eudora } from './eudora';
import { exchange2003 } from './exchange-2003';
import { exchangeAgent } from './exchange-agent';
import { exchangeConnectivity } from './exchange-connectivity';
import { exchangeImc } from './exchange-imc';
import { exchangeProtocol } from './exchange-protocol';
import { exchangeTracking } from './exchange-tracking';
import { exim } from './exim';
import { filters } from './filters';
import { firstclass } from './firstclass';
import type { LogFormat } from './format';
import { fortimail } from './fortimail';
import { googleWorkspace } from './google-workspace';
import { groupwise } from './groupwise';
import { halon } from './halon';
import { haraka } from './haraka';
import { hmailserver } from './hmailserver';
import { icewarp } from './icewarp';
import { iisSmtp } from './iis-smtp';
import { james } from './james';
import { k9 } from './k9';
import { kerio } from './kerio';
import { kumomta } from './kumomta';
import { m365 } from './m365';
import { maddy } from './maddy';
import { mailenable } from './mailenable';
import { mailgun } from './mailgun';
import { mdaemon } from './mdaemon';
import { momentum } from './momentum';
import { mox } from './mox';
import { msmtp } from './msmtp';
import { opensmtpd } from './opensmtpd';
import { oracleIms } from './oracle-ims';
import { outlook } from './outlook';
import { outlookExpress } from './outlook-express';
import { plain } from './plain';
import { postal } from './postal';
import { postfix } from './postfix';
import { postmark } from './postmark';
import { powermta } from './powermta';
import { qmail } from './qmail';
import { sendgrid } from './sendgrid';
import { sendmail } from './sendmail';
import { ses } from './ses';
import { smartermail } from './smartermail';
import { sparkpost } from './sparkpost';
import { stalwart } from './stalwart';
import { surgemail } from './surgemail';
import { tfs } from './tfs';
import { thunderbird } from './thunderbird';
import { winmail } from './winmail';
import { zimbra } from './zimbra';
import { zonemta } from './zonemta';

/** Every format, the more particular first: where two claim as many lines of a file, the earlier one has it. */
export const formats: readonly LogFormat[] = [
  postfix,
  exim,
  sendmail,
  qmail,
  courier,
  opensmtpd,
  amavis,
  haraka,
  stalwart,
  maddy,
  mox,
  postal,
  zonemta,
  james,
  zimbra,
  fortimail,
  msmtp,
  dma,
  dovecot,
  filters,
  exchangeProtocol,
  exchangeTracking,
  exchangeConnectivity,
  exchangeAgent,
  iisSmtp,
  exchange2003,
  exchangeImc,
  mdaemon,
  mailenable,
  icewarp,
  kerio,
  hmailserver,
  axigen,
  communigate,
  surgemail,
  smartermail,
  domino,
  groupwise,
  winmail,
  tfs,
  momentum,
  powermta,
  halon,
  kumomta,
  ciscoEsa,
  barracuda,
  assp,
  oracleIms,
  activmail,
  firstclass,
  thunderbird,
  outlook,
  outlookExpress,
  eudora,
  k9,
  ses,
  sendgrid,
  mailgun,
  postmark,
  sparkpost,
  azureEmail,
  googleWorkspace,
  m365,
  dsn,
  plain,
];
