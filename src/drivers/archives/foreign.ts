import { failure } from '../../errors.ts'
import { quoted } from '../../formats/printable.ts'

/** Archives that we cannot read, and what lies beside a release: none of them is a program, whatever else the name may mean. */
const foreign: ReadonlySet<string> = new Set([
  '7z', 'ace', 'apk', 'ar', 'br', 'cab', 'cpio', 'crate', 'deb', 'dmg', 'gem', 'iso', 'jar', 'lha', 'lz', 'lz4', 'lzma', 'lzo', 'msi', 'rar', 'rpm', 'sz', 'tar', 'taz', 'tlz', 'txt', 'war', 'whl', 'z',
  'asc', 'att', 'bundle', 'cer', 'cert', 'crt', 'json', 'md', 'md5', 'minisig', 'pem', 'pub', 'sbom', 'sha1', 'sha256', 'sha256sum', 'sha512', 'sha512sum', 'sig', 'sign', 'sigstore', 'yaml', 'yml',
])

/** CONFIG for a name that says it is something else than a program: `known` in other letters (`.TAR.GZ`), another kind of archive, a signature. */
export function refuseForeign(artifact: string, known: readonly string[]): void {
  const lower = artifact.toLowerCase()
  const isKnown = known.some((ending) => ending !== '' && lower.endsWith(ending))
  if (!isKnown && !foreign.has(lower.slice(lower.lastIndexOf('.') + 1))) return
  const understood = known.filter((ending) => ending !== '').join(', ')
  throw failure('CONFIG', `${quoted(artifact)} is no archive that can be read: its name ends in none of ${understood}`)
}
