import type { Place } from '../place.ts'
import { fromStart } from '../place.ts'

const lists = ['SHA256SUMS', 'SHA256SUMS.txt', 'sha256sums.txt', 'sha256sum.txt', 'CHECKSUMS.txt', 'checksums.txt'] as const
const endings = ['.minisig', '.sigstore.json', '.sigstore', '.bundle', '.sig', '.cert', '.pem', '.asc'] as const
const keys = ['minisign.pub', 'cosign.pub'] as const

/** What lies beside a release where nobody lists it: the usual names, each asked for once. `documents`: what is known to be there besides the archive. */
export async function namesBeside(artifact: string, documents: readonly string[], open: Place['open'], signal: AbortSignal): Promise<readonly string[]> {
  const there = async (names: readonly string[]): Promise<readonly string[]> => {
    const found: string[] = []
    for (const name of names) if (await isThere(name, open, signal)) found.push(name)
    return found
  }
  const listed = await there([...lists, `${artifact}.sha256`])
  const signable = [artifact, ...documents, ...listed]
  return [...signable, ...(await there(signable.flatMap((name) => endings.map((ending) => name + ending)))), ...(await there(keys))]
}

async function isThere(name: string, open: Place['open'], signal: AbortSignal): Promise<boolean> {
  const opened = await open(name, fromStart, signal)
  await opened?.close()
  return opened !== null
}
