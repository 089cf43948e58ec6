import { Buffer } from 'node:buffer'
import { readBundle } from './bundle.ts'
import { type Signer, signerOf } from './signer.ts'

/**
 * Whom a bundle's certificate names, with nothing proven of it: for people who have to decide whom to trust, and for nothing else. Null when it was
 * made with a key. DATA when it cannot be read.
 */
export async function unprovenSigner(bytes: Uint8Array, name: string): Promise<Signer | null> {
  const { verificationMaterial: { content } } = await readBundle(bytes, name)
  switch (content.$case) {
    case 'certificate': return signerOf(Buffer.from(content.certificate.rawBytes))
    case 'x509CertificateChain': return signerOf(Buffer.from(content.x509CertificateChain.certificates[0]?.rawBytes ?? Buffer.from('')))
    case 'publicKey': return null
  }
}
