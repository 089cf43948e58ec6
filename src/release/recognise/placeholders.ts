import { type Architecture, expandTemplate } from '../platform.ts'
import type { Version } from '../version.ts'
import { architectureSpellings } from '../words.ts'

/** A name as it will be called in every release and on every processor: `jaco-v1.2.3-linux-x86_64` becomes `jaco-{tag}-linux-{arch}`. Null when no template of ours can say it. */
export function archiveTemplateOf(name: string, version: Version, architecture: Architecture): string | null {
  // A name with a brace in it is given up.
  return templatesOf(name, version, architecture).find((template) => comesBack(template, { name, version, architecture })) ?? null
}

/** A text with placeholders for its version and its processor, then with the one for its version alone. */
export function templatesOf(text: string, version: Version, architecture: Architecture): readonly string[] {
  const versioned = withVersion(text, version)
  const spelled = architectureSpellings[architecture].find((one) => boundary(one).test(versioned))
  return spelled === undefined ? [versioned] : [versioned.replaceAll(boundary(spelled), '{arch}'), versioned]
}

/** The same for what lies beside the archive; the rest of its name may be the archive's own. */
export function sidecarTemplateOf(name: string, artifact: string, version: Version): string {
  return artifact !== '' && name.startsWith(artifact) && name !== artifact ? `{artifact}${withVersion(name.slice(artifact.length), version)}` : withVersion(name, version)
}

function withVersion(name: string, version: Version): string {
  const spelled = RegExp.escape(version)
  return name.replaceAll(new RegExp(`(?<![0-9A-Za-z]|\\d\\.)v${spelled}(?![0-9A-Za-z+]|\\.\\d)`, 'g'), '{tag}')
    .replaceAll(new RegExp(`(?<![0-9A-Za-z]|\\d\\.)${spelled}(?![0-9A-Za-z+]|\\.\\d)`, 'g'), '{version}')
}

function boundary(word: string): RegExp {
  return new RegExp(`(?<![0-9A-Za-z])${RegExp.escape(word)}(?![0-9A-Za-z])`, 'g')
}

function comesBack(template: string, { name, version, architecture }: { readonly name: string; readonly version: Version; readonly architecture: Architecture }): boolean {
  try {
    return expandTemplate(template, { version, architecture }).includes(name)
  } catch {
    return false
  }
}
