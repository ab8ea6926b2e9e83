/** A real SMTP server on a free port that keeps what it is given, for tests. */
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  /** Addresses of the envelope: who really gets it. */
  readonly to: readonly string[];
  /** As it came over the wire: headers, an empty line, the text. */
  readonly source: string;
}

export interface MailServer {
  readonly port: number;
  /** For `SMTP_URL`. */
  readonly url: string;
  readonly received: readonly ReceivedMail[];
  /** Waits for the mail with this number (0 is the first) to an address. @throws after five seconds */
  readonly mailTo: (address: string, index?: number) => Promise<ReceivedMail>;
  readonly close: () => Promise<void>;
}

interface Options {
  /** 0 for a free one. */
  readonly port?: number;
  /** Refuses an address with this SMTP reply code. */
  readonly refuse?: (address: string) => number | null;
}

const PATIENCE_MS = 5_000;
const LOOK_EVERY_MS = 10;

export async function startMailServer({ port = 0, refuse = () => null }: Options = {}): Promise<MailServer> {
  const received: ReceivedMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onRcptTo: ({ address }, _session, done) => {
      const code = refuse(address);
      done(code === null ? null : Object.assign(new Error('not here'), { responseCode: code }));
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address);
        received.push({ to, source: Buffer.concat(chunks).toString('utf8') });
        done();
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening));
  const address = server.server.address();
  const taken = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    port: taken,
    url: `smtp://127.0.0.1:${taken}`,
    received,
    mailTo: async (wanted, index = 0) => {
      for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += LOOK_EVERY_MS) {
        const found = received.filter(({ to }) => to.includes(wanted))[index];
        if (found) return found;
        await new Promise((wake) => setTimeout(wake, LOOK_EVERY_MS));
      }
      throw new Error(`no mail ${index} to ${wanted} came`);
    },
    close: () => new Promise((closed) => server.close(() => closed())),
  };
}

/** The code in a mail. */
export function codeIn({ source }: ReceivedMail): string {
  const code = /code(?: is)?: (\d{4}-\d{4})/.exec(source)?.[1];
  if (code === undefined) throw new Error(`no code in: ${source}`);
  return code;
}

/** The text of a mail as its reader sees it. */
export function textIn({ source }: ReceivedMail): string {
  const end = source.indexOf('\r\n\r\n');
  const [head, body] = [source.slice(0, end), source.slice(end + 4)];
  const bytes = /^content-transfer-encoding: base64\r?$/im.test(head)
    ? Buffer.from(body, 'base64')
    : Buffer.from(
        body
          .replaceAll('=\r\n', '')
          .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
        'latin1',
      );
  return bytes.toString('utf8').replaceAll('\r\n', '\n');
}
