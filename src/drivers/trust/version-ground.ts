import { failure } from '../../errors.ts'
import { quoted } from '../../formats/printable.ts'
import { readVersion, type Version, versionsIn } from '../../release/version.ts'

/** A text that is signed, and that may say which version this is. */
export interface SignedWord {
  /** In words, after "in": "the signed name", "the signed comment", "the certificate's ref". */
  readonly where: string
  readonly text: string
  /**
   * `is`: it must be this version and nothing else. `names`: whatever versions it has in it, this one must be among them. `mentions`: free text, in
   * which other versions ("better than 1.2.2") are no contradiction.
   */
  readonly rule: 'is' | 'names' | 'mentions'
}

/** For `doctor`: what an operator once accepted. */
export function versionDoubts(settings: { readonly [key: string]: unknown }): readonly string[] {
  return settings['version'] === 'unsigned' ? ['no version is signed (version = "unsigned"): whoever controls the server can serve an older signed release that never ran here'] : []
}

/** `unsigned`: an operator's word that this publisher signs no version anywhere. */
export type VersionPolicy = 'signed' | 'unsigned'

/**
 * Why we believe that the signed artifact is this version, in one sentence. REFUSED when nothing signed says so, or when anything
 * signed says otherwise: else any older signed release could be served as the newest (failures.md M29, C11).
 */
export function versionGround(version: Version, words: readonly SignedWord[], policy: VersionPolicy): string {
  for (const word of words) refuseContradiction(version, word)
  const bound = words.find((word) => saysVersion(version, word))
  if (bound !== undefined) return `version ${version} is in ${bound.where} ${quoted(bound.text, 120)}`
  if (policy === 'unsigned') return `which version it is, nobody signed: that it is ${version} is the source's word, held only against the version floor and the release's own top directory`
  const places = [...new Set(words.map(({ where }) => where))]
  throw notBound(version, places.length > 1 ? `neither ${places.join(' nor ')} says so` : places.length === 1 ? `${places[0] ?? ''} does not say so` : 'the signature covers no name and no comment')
}

/** Whether this word alone says that it is this version. */
export function saysVersion(version: Version, word: SignedWord): boolean {
  return versionsOf(word).includes(version)
}

function refuseContradiction(version: Version, word: SignedWord): void {
  const says = versionsOf(word)
  const contradicts = word.rule === 'is' ? says[0] !== version : word.rule === 'names' && says.length > 0 && !says.includes(version)
  if (contradicts) throw notBound(version, word.rule === 'is' ? `${word.where} says ${quoted(word.text, 80)}` : `${word.where} ${quoted(word.text, 120)} says ${says.join(', ')}`)
}

function versionsOf({ text, rule }: SignedWord): readonly Version[] {
  if (rule !== 'is') return versionsIn(text)
  const only = readVersion(text)
  return only === null ? [] : [only]
}

function notBound(version: Version, why: string): Error {
  return failure('REFUSED', `nothing signed says that this is version ${version}: ${why}`, { next: "The publisher puts the version into the archive's name, or signs with minisign -t 'version:…'. Of one who signs no version at all say version = \"unsigned\" under [[trust]]." })
}
