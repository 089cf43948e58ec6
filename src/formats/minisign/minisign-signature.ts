import { failure } from '../../errors.ts'
import { decodeBase64 } from '../base64.ts'
import { signatureBytesMax, trustedLineBytesMax, untrustedLineBytesMax } from '../limits.ts'
import { keyIdOf } from './minisign-key.ts'
import { isPrintable } from '../printable.ts'
import { utf8 } from '../utf8.ts'

/** A signature file, read and not yet believed. The untrusted comment is not in it: nobody signed it, so nobody shall see it. */
export interface MinisignSignature {
  /** `ED` signs the BLAKE2b-512 of the message, the legacy `Ed` the message itself. */
  readonly algorithm: 'ED' | 'Ed'
  readonly keyId: string
  readonly signature: Buffer
  /** Without its prefix, exactly as signed. */
  readonly trustedComment: string
  /** Over the signature and the trusted comment. */
  readonly globalSignature: Buffer
}

/**
 * Reads a `.minisig` file: exactly four lines, LF or CRLF throughout. DATA, naming the line, for anything else. As strict as the
 * reference became in December 2025: no interior carriage return, nothing invisible in a comment, canonical base64.
 */
export function parseSignature(bytes: Uint8Array): MinisignSignature {
  const [untrusted, blob, trusted, global] = linesOf(bytes)
  comment(untrusted, { line: 1, prefix: 'untrusted comment: ', bytesMax: untrustedLineBytesMax })
  const trustedComment = comment(trusted, { line: 3, prefix: 'trusted comment: ', bytesMax: trustedLineBytesMax })
  const signed = base64(blob, 2, 74)
  const algorithm = signed.toString('latin1', 0, 2)
  if (algorithm !== 'ED' && algorithm !== 'Ed') throw wrong('line 2 names an unknown algorithm')
  return { algorithm, keyId: keyIdOf(signed.subarray(2, 10)), signature: signed.subarray(10), trustedComment, globalSignature: base64(global, 4, 64) }
}

function linesOf(bytes: Uint8Array): readonly [string, string, string, string] {
  if (bytes.length > signatureBytesMax) throw wrong(`it is larger than ${signatureBytesMax} bytes`)
  const text = utf8(bytes)
  if (text === null) throw wrong('it is not UTF-8 text')
  const lines = text.split('\n')
  if (text.endsWith('\n')) lines.pop()
  const [one, two, three, four, ...more] = withoutReturns(lines)
  if (one === undefined || two === undefined || three === undefined || four === undefined || more.length > 0) throw wrong(`it has ${lines.length} lines where there must be 4`)
  return [one, two, three, four]
}

/** CRLF is accepted only throughout: a lone carriage return stays in its line, and is refused there. */
function withoutReturns(lines: readonly string[]): readonly string[] {
  const [last = '', ...others] = [...lines].reverse()
  if (!others.every((line) => line.endsWith('\r'))) return lines
  return [...others.reverse().map((line) => line.slice(0, -1)), last.replace(/\r$/, '')]
}

function comment(line: string, { line: number, prefix, bytesMax }: { readonly line: number; readonly prefix: string; readonly bytesMax: number }): string {
  if (Buffer.byteLength(line) > bytesMax) throw wrong(`line ${number} is longer than ${bytesMax} bytes`)
  if (!line.startsWith(prefix)) throw wrong(`line ${number} does not begin with '${prefix}'`)
  const text = line.slice(prefix.length)
  if (!isPrintable(text.replaceAll('\t', ''))) throw wrong(`line ${number} has a character that cannot be seen`)
  return text
}

function base64(line: string, number: number, sizeBytes: number): Buffer {
  const bytes = decodeBase64(line)
  if (bytes === null) throw wrong(`line ${number} is not base64`)
  if (bytes.length !== sizeBytes) throw wrong(`line ${number} holds ${bytes.length} bytes where there must be ${sizeBytes}`)
  return bytes
}

function wrong(why: string): Error {
  return failure('DATA', `the minisign signature is malformed: ${why}`)
}
