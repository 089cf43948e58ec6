import { X509Certificate } from 'node:crypto'
import { failure } from '../errors.ts'
import type { ReadsDisk } from '../host/types.ts'
import { certificatesBytesMax } from './limits.ts'

/** Certificate authorities that this app's servers may be vouched for by, PEM. CONFIG when somebody else could have written them, or they are none. */
export async function readCertificates(disk: ReadsDisk, path: string, owner: number): Promise<string> {
  const facts = await disk.look(path)
  const fault = facts === null ? 'does not exist'
    : facts.kind !== 'file' ? 'is not a regular file'
      : facts.uid !== 0 && facts.uid !== owner ? `belongs to user ${facts.uid}`
        : (facts.mode & 0o022) !== 0 ? 'can be written by others' : null
  if (fault !== null) throw wrong(path, fault, `Let root own it: chown root: ${path}; chmod 644 ${path}`)
  const text = Buffer.from((await disk.read(path, certificatesBytesMax)) ?? []).toString('latin1')
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----/g) ?? []
  if (blocks.length === 0 || !blocks.every(isCertificate)) throw wrong(path, 'holds no certificate in PEM', "It must hold the authority's certificate, from -----BEGIN CERTIFICATE-----.")
  return blocks.join('\n')
}

function wrong(path: string, fault: string, next: string): Error {
  return failure('CONFIG', `network.certificates: '${path}' ${fault}`, { next })
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0
  } catch {
    return false
  }
}
