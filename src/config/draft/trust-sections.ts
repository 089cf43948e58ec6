import { quoted } from '../../formats/printable.ts'
import type { Version } from '../../release/version.ts'
import { cosignSection } from './cosign-section.ts'
import { type DraftKey, type DraftSection, type DraftValue, set, suggested } from './draft-text.ts'
import type { TrustFound } from './trust-found.ts'

/** What the person who starts the file knows, or has said. */
export interface TrustKnown {
  /** The publisher's public key, as a person gave it; null: nobody did. */
  readonly key: string | null
  /** Pages of the repository that the person named: `https://github.com/owner/name`. Null: a place that is no repository. */
  readonly pages: string | null
  readonly version: Version
}

type KeyedFound = Extract<TrustFound, { readonly key: unknown }>
const placeholders = { minisign: 'RWQ…', ecdsa: '-----BEGIN PUBLIC KEY-----…', 'cosign-key': '-----BEGIN PUBLIC KEY-----…' } as const

/** The `[[trust]]` tables of a new file: whom to trust is never taken from the server, so what a person did not say stays a hole. */
export function trustSections(found: TrustFound, known: TrustKnown): readonly DraftSection[] {
  switch (found.kind) {
    case 'minisign': return [keyed(found, known, [`${quoted(found.signature)} is a minisign signature by the key ${found.keyId}.`, 'The key is the second line of the publisher\'s minisign.pub. Take it from a place that is not the one of the releases.'])]
    case 'ecdsa': return [keyed(found, known, [`${quoted(found.signature)} is an ECDSA signature made with a key pair.`, "The key is the publisher's PEM text, from '-----BEGIN PUBLIC KEY-----' on; or name files that hold it in key_files."])]
    case 'cosign-key': return [keyed(found, known, [`${quoted(found.bundle)} is a bundle of Sigstore's, signed with a key.`, "The key is the whole text of the publisher's cosign.pub; or name files that hold it in key_files."])]
    case 'cosign': return [cosignSection(found, known)]
    case 'nothing': return nothing(found.list)
  }
}

function keyed(found: KeyedFound, known: TrustKnown, says: readonly string[]): DraftSection {
  const hearsay = found.key === null || known.key !== null ? null : found.key
  const keys: DraftKey[] = [set('kind', found.kind === 'cosign-key' ? 'cosign' : found.kind), set('keys', [known.key ?? placeholders[found.kind]])]
  if (hearsay !== null) keys.push(suggested('keys', [hearsay.text]))
  keys.push(set('signs', found.signs), ...named(found), ...unbound(found))
  return { heading: '[[trust]]', state: 'set', says: [...says, ...hearsaySays(hearsay), ...unboundSays(found)], keys }
}

function named(found: KeyedFound): readonly DraftKey[] {
  return found.kind === 'cosign-key' ? [set('bundle', found.bundle)] : [set('signature', found.signature)]
}

function hearsaySays(hearsay: KeyedFound['key']): readonly string[] {
  return hearsay === null ? [] : [`The commented key is hearsay: it is in ${quoted(hearsay.where)}, which lies with the releases, and whoever can exchange those can exchange it, too. Compare it with what the publisher says elsewhere.`]
}

export function unbound({ bindsVersion }: { readonly bindsVersion: 'yes' | 'no' }): readonly DraftKey[] {
  return bindsVersion === 'yes' ? [] : [suggested('version', 'unsigned' satisfies DraftValue)]
}

export function unboundSays({ bindsVersion }: { readonly bindsVersion: 'yes' | 'no' }): readonly string[] {
  return bindsVersion === 'yes' ? [] : ['Nothing that is signed says which version it is, so an older release could be passed off as this one. Ask the publisher to sign a list with the version in the names; version = "unsigned" accepts it as it is.']
}

function nothing(list: string | null): readonly DraftSection[] {
  const ask: DraftSection = {
    heading: '[[trust]]', state: 'suggested',
    says: [
      'No signature was found that can be read here, and without one nothing tells this release from a forged one: until there is a [[trust]] table, nothing is taken.',
      "Ask the publisher to sign a list of checksums: 'minisign -S -m SHA256SUMS', or 'cosign sign-blob --bundle' in the workflow that builds the release.",
    ],
    keys: [set('kind', 'minisign'), set('keys', ['RWQ…']), set('signs', list ?? 'SHA256SUMS')],
  }
  return list === null ? [ask] : [ask, {
    heading: '[[trust]]', state: 'suggested',
    says: ['At your own risk: the server alone vouches for its list. A damaged download is found, a malicious one is not, and every report says so.'],
    keys: [set('kind', 'checksums'), set('unsigned', 'accepted'), set('list', list)],
  }]
}
