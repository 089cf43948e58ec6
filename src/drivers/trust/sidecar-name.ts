import { failure } from '../../errors.ts'
import { quoted } from '../../formats/printable.ts'
import { type ArtifactName, parseArtifactName } from '../../release/artifact.ts'
import type { Evidence } from '../../upgrade/ports.ts'

/** What a sidecar's name may be made of; `{tag}` is the version with a `v`. */
const placeholders = ['artifact', 'version', 'tag'] as const

/** The name that a template (`SHA256SUMS`, `{artifact}.minisig`, `checksums-{version}.txt`) means for this release. */
export function sidecarName(template: string, { artifact, version }: Pick<Evidence, 'artifact' | 'version'>): ArtifactName {
  return parseArtifactName(filled(template, { artifact, version, tag: `v${version}` }))
}

/** CONFIG when it has a placeholder that does not exist, DATA when no name could come out of it. */
export function checkSidecarTemplate(template: string): void {
  const plain = filled(template, { artifact: 'a', version: '1', tag: 'v1' })
  if (/[{}]/.test(plain)) throw failure('CONFIG', `${quoted(template)} has a placeholder that does not exist; there are ${placeholders.map((one) => `{${one}}`).join(', ')}`)
  parseArtifactName(plain)
}

function filled(template: string, values: Readonly<Record<(typeof placeholders)[number], string>>): string {
  return template.replaceAll(/\{(artifact|version|tag)\}/g, (_, key: (typeof placeholders)[number]) => values[key])
}
