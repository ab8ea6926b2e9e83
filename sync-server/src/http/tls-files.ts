/** Certificate and key for TLS of our own, read anew whenever they were renewed. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { Server as TlsServer } from 'node:https';
import { StartFailure } from '../start-failure.ts';

export interface TlsFiles {
  /** PEM: the server's certificate, then those that lead to its root. */
  readonly cert: string;
  /** PEM, without a passphrase. */
  readonly key: string;
}

interface TlsContents {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** @throws StartFailure when a file can't be read, is no PEM, or the two don't belong together */
export function readTlsFiles({ cert, key }: TlsFiles): TlsContents {
  const contents = { cert: read(cert, 'TLS_CERT'), key: read(key, 'TLS_KEY') };
  const certificate = parse(
    () => new X509Certificate(contents.cert),
    `TLS_CERT ${cert} holds no certificate`,
  );
  const privateKey = parse(
    () => createPrivateKey(contents.key),
    `TLS_KEY ${key} holds no private key that can be read without a passphrase`,
  );
  if (!certificate.checkPrivateKey(privateKey))
    throw unusable(`The key in ${key} doesn't belong to the certificate in ${cert}. Give the pair.`);
  return contents;
}

/**
 * Connections from now on get the certificate that lies there now; with files that can't be used the one before stays.
 * @param say one line for whoever runs the server
 */
export function renewCertificate(server: Server, files: TlsFiles, say: (line: string) => void): void {
  if (!(server instanceof TlsServer)) return;
  try {
    const contents = readTlsFiles(files);
    server.setSecureContext(contents);
    say(`Certificate read again: valid until ${new X509Certificate(contents.cert).validTo}.`);
  } catch (cause) {
    if (!(cause instanceof StartFailure)) throw cause;
    say(`The certificate stays as it was: ${cause.message} [${cause.reason}]`);
  }
}

function read(path: string, name: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw unusable(`${name} ${path} can't be read. Check the path, and that the server may read it.`, cause);
  }
}

function parse<T>(work: () => T, message: string): T {
  try {
    return work();
  } catch (cause) {
    throw unusable(`${message} (PEM).`, cause);
  }
}

function unusable(message: string, cause?: unknown): StartFailure {
  return new StartFailure('tls_unusable', message, cause);
}
