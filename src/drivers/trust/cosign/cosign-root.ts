import { trustedRootBytesMax } from '../../../formats/sigstore/limits.ts'
import { readTrustedRoot, type Root } from '../../../formats/sigstore/trusted-root.ts'
import type { Asking } from './cosign-asking.ts'
import type { TrustTools } from '../driver.ts'
import { readOwnFile } from '../own-file.ts'
import { publicRootRepository, refreshedTrustedRoot } from '../tuf/refreshed-root.ts'

/**
 * The public-good instance as of Sigstore's TUF root 16 (trusted_root.json among the seeds of the npm package @sigstore/tuf 5.0.1, Apache-2.0, byte for byte).
 * A release newer than a change of keys there needs a newer one.
 */
const embedded = 'the built-in root of the public Sigstore instance'

/** Whom Sigstore consists of, in one place: the file that the settings name, else what is built in. */
export async function trustedRoot(path: string | null, tools: Pick<TrustTools, 'disk' | 'uid'>): Promise<Root> {
  if (path === null) return readTrustedRoot(await publicGood(), embedded)
  return readTrustedRoot(await readOwnFile({ path, sizeBytesMax: trustedRootBytesMax, what: 'trusted root' }, tools), path)
}

/** As the settings want it: also asked from the TUF repository of the public instance. */
export async function rootFor({ settings, tools, evidence }: Pick<Asking, 'settings' | 'tools' | 'evidence'>): Promise<Root> {
  return settings.public_root === 'refreshed' ? refreshedTrustedRoot(await publicRootRepository(), { tools, evidence }) : trustedRoot(settings.trusted_root ?? null, tools)
}

/** Loaded when somebody asks: the other kinds of trust do not pay for it. */
async function publicGood(): Promise<Uint8Array> {
  const { default: root } = await import('../../../formats/sigstore/public-good.json', { with: { type: 'json' } })
  return Buffer.from(JSON.stringify(root))
}
