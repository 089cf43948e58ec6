import { failure } from '../../../errors.ts'
import type { ManifestFile, ManifestRelease } from '../../../formats/manifest/manifest.ts'
import { quoted } from '../../../formats/printable.ts'
import { type ArtifactName, parseArtifactName } from '../../../release/artifact.ts'
import { type Architecture, architectureOf, expandTemplate } from '../../../release/platform.ts'
import { artifactNameOf, withoutSecrets } from '../../../release/siblings.ts'
import { type Version, versionsIn } from '../../../release/version.ts'
import { addressIn, type Listing } from './manifest-address.ts'

/** `artifact`: a template for the names of archives; null: the manifest says which file is for which machine. */
export interface Reader { readonly listing: Listing; readonly artifact: string | null; readonly architecture: Architecture }
/** The files of one release, as far as this machine is concerned: the archive, and everything that may lie beside it. */
export interface ReleaseFiles { readonly artifact: ArtifactName; readonly addresses: ReadonlyMap<string, string> }

/** Null when the release has no archive for this machine. DATA for a release that contradicts itself, REFUSED for an address that leads away. */
export function filesOf(release: ManifestRelease, version: Version, reader: Reader): ReleaseFiles | null {
  const [archive, other] = archivesOf(release, reader).filter((one) => fits(one.name, version, reader))
  if (archive === undefined) return null
  // Two spellings of one processor are one processor: whichever is taken, somebody meant the other (failures.md J20).
  if (other !== undefined) throw failure('DATA', `release ${quoted(release.version, 80)} has two archives for this machine, ${quoted(archive.name)} and ${quoted(other.name)}`, { next: 'Say in source.artifact what the name of the right one looks like.' })
  refuseOtherVersion(archive.name, version, release)
  return { artifact: parseArtifactName(archive.name), addresses: addressesOf([archive, ...sidecarsOf(release, reader)], release) }
}

type Placed = Pick<ManifestFile, 'name' | 'url'>

function archivesOf({ artifacts, plain }: ManifestRelease, { listing, architecture }: Reader): readonly Placed[] {
  const ours = artifacts.filter(({ os, arch }) => os.toLowerCase() === 'linux' && architectureOf(arch) === architecture).map((one) => placed(one, listing))
  if (plain === null) return ours
  const url = addressIn(plain.tarballUrl, listing)
  const name = artifactNameOf(url)
  // banger's manifest does not say for which machine a file is, but its name does.
  return namesOtherMachine(name, architecture) ? ours : [...ours, { name, url }]
}

function sidecarsOf({ sidecars, plain }: ManifestRelease, { listing }: Reader): readonly Placed[] {
  const beside = [plain?.listUrl, plain?.signatureUrl].filter((one) => typeof one === 'string').map((one) => addressIn(one, listing))
  return [...sidecars.map((one) => placed(one, listing)), ...beside.map((url) => ({ name: artifactNameOf(url), url }))]
}

/** A name that is about to be joined to a directory (failures.md J30). */
function placed({ name, url }: ManifestFile, listing: Listing): Placed {
  return { name: parseArtifactName(name), url: addressIn(url, listing) }
}

function addressesOf(files: readonly Placed[], release: ManifestRelease): ReadonlyMap<string, string> {
  const addresses = new Map<string, string>()
  for (const { name, url } of files) {
    if (addresses.has(name) && addresses.get(name) !== url) throw failure('DATA', `release ${quoted(release.version, 80)} has two files named ${quoted(name)}, one at ${withoutSecrets(url)}`)
    addresses.set(name, url)
  }
  return addresses
}

function fits(name: string, version: Version, { artifact, architecture }: Reader): boolean {
  return artifact === null || expandTemplate(artifact, { version, architecture }).includes(name)
}

/** A new entry with an old archive in it (failures.md J31). A name that tells of no version cannot lie about it. */
function refuseOtherVersion(name: string, version: Version, release: ManifestRelease): void {
  const told = versionsIn(name)
  if (told.length > 0 && !told.includes(version)) throw failure('DATA', `release ${quoted(release.version, 80)} lists ${quoted(name)}, which is of another version`)
}

function namesOtherMachine(name: string, architecture: Architecture): boolean {
  const words = name.toLowerCase().match(/(?<![a-z0-9])(?:amd64|x86_64|x64|arm64|aarch64|darwin|macos|windows|freebsd)(?![a-z0-9])/g) ?? []
  return words.some((word) => architectureOf(word) !== architecture)
}
