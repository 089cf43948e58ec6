import { failure } from '../../../errors.ts'
import { escaped, identityCharactersMax, identityPattern } from '../../../formats/identity-pattern.ts'
import { quoted } from '../../../formats/printable.ts'
import type { Signer } from '../../../formats/sigstore/signer.ts'
import { expandTag, matchTag } from '../../../release/tag-template.ts'
import type { Version } from '../../../release/version.ts'
import type { CosignSettings } from './cosign-settings.ts'
import type { SignedWord } from '../version-ground.ts'

/**
 * Whether the one who signed is one who is trusted: compared by us, whole, and never by the library's policy, for which a string is an unanchored pattern
 * (failures.md 1.6). One sentence about who it was; TAMPERED when it is somebody else. `{tag}` stands for the tag that the signer built from: whether that is the
 * wanted one is the next question (`wordsOf`), and another answer than "a stranger".
 */
export function checkSigner(signer: Signer, settings: CosignSettings, version: Version): string {
  const expected = expectedNames(settings, tagOf(signer, settings) ?? version)
  if (!expected.exact.includes(signer.identity) && !matches(expected.patterns, signer.identity))
    throw failure('TAMPERED', `it was signed by ${quoted(signer.identity)}, and not by ${expected.shown}`, { next: 'If the publisher moved, ask them, and add the new identity.' })
  if (signer.issuer !== settings.issuer) throw failure('TAMPERED', `the signer's identity was vouched for by ${quoted(signer.issuer)}, and not by ${quoted(settings.issuer ?? '')}`)
  for (const [what, says, wanted] of constraints(signer, settings)) if (wanted !== undefined && says !== wanted) throw failure('TAMPERED', `${what} of the signing run is ${says === null ? 'not said' : quoted(says)}, and not ${quoted(wanted)}`)
  refuseStrangersRun(signer, settings)
  return `${quoted(signer.identity)}, for whom ${quoted(signer.issuer)} vouches`
}

/**
 * What the certificate says about the version: the tag that the run was started for (failures.md C10, C11). REFUSED when that is a branch, a pull request or
 * a tag of another kind, which would let a publisher's older or unfinished work stand in for a release. Empty when it says nothing (a person's mail address).
 */
export function wordsOf(signer: Signer, settings: Pick<CosignSettings, 'tag' | 'version'>, version: Version): readonly SignedWord[] {
  const ref = refOf(signer)
  const tagged = tagOf(signer, settings)
  if (tagged !== null) return [{ where: "the certificate's tag", text: tagged, rule: 'is' }]
  if (ref === null || settings.version === 'unsigned') return []
  throw failure('REFUSED', `nothing signed says that this is version ${version}: it was built from ${quoted(ref)}, which is ${ref.startsWith(tags) ? 'a tag of another kind' : 'no tag'}`, {
    next: "If the publisher's tags look different, say so in 'tag'; of one who does not build from tags say version = \"unsigned\".",
  })
}

/** A name that is longer than any real one is not held against patterns: its length is what makes them slow (failures.md F34). */
function matches(patterns: readonly RegExp[], identity: string): boolean {
  return identity.length <= identityCharactersMax && patterns.some((pattern) => pattern.test(identity))
}

interface Names { readonly exact: readonly string[]; readonly patterns: readonly RegExp[]; readonly shown: string }

function expectedNames({ identities, identity_patterns, tag }: CosignSettings, version: Version): Names {
  const tags = expandTag(tag, version)
  const exact = identities.flatMap((one) => tags.map((spelled) => one.replaceAll('{tag}', () => spelled).replaceAll('{version}', () => version)))
  const texts = identity_patterns.flatMap((one) => tags.map((spelled) => one.replaceAll('{tag}', () => escaped(spelled)).replaceAll('{version}', () => escaped(version))))
  const shown = [...identities, ...identity_patterns].map((one) => quoted(one)).join(' or ')
  return { exact, patterns: [...new Set(texts)].map(identityPattern), shown }
}

function constraints(signer: Signer, settings: CosignSettings): readonly (readonly [string, string | null, string | undefined])[] {
  return [
    ['the repository', signer.repository, settings.repository],
    ["the repository's number", signer.repositoryId, settings.repository_id],
    ["the owner's number", signer.ownerId, settings.owner_id],
    ['the trigger', signer.trigger, settings.trigger],
    ['the runner', signer.runner, settings.runner],
  ]
}

/**
 * A workflow that other repositories may call signs for all of them under one name (C12): then the settings must say for which one. Where it is the
 * publisher's own, name and run speak of the same ref.
 */
function refuseStrangersRun(signer: Signer, settings: CosignSettings): void {
  if (signer.repository === null || !signer.identity.startsWith('https://')) return
  if (!signer.identity.startsWith(`${signer.repository}/`)) {
    if (settings.repository === undefined) throw failure('TAMPERED', `the workflow of ${quoted(signer.identity)} was run for another repository, ${quoted(signer.repository)}`, { next: "If that is the publisher's, name it in 'repository'." })
    return
  }
  const ref = refIn(signer.identity)
  if (ref !== null && signer.ref !== null && ref !== signer.ref) throw failure('TAMPERED', `the signer's certificate contradicts itself: it names the refs ${quoted(ref)} and ${quoted(signer.ref)}`)
}

const tags = 'refs/tags/'

/** The version whose tag the signer built from; null when it was none. */
function tagOf(signer: Signer, settings: Pick<CosignSettings, 'tag'>): Version | null {
  const ref = refOf(signer)
  return ref?.startsWith(tags) === true ? matchTag(settings.tag, ref.slice(tags.length)) : null
}

function refOf(signer: Signer): string | null {
  return signer.ref ?? refIn(signer.identity)
}

function refIn(identity: string): string | null {
  return /@(refs\/.+)$/.exec(identity)?.[1] ?? null
}
