import { quoted } from '../../formats/printable.ts'
import { type DraftKey, type DraftSection, set, suggested } from './draft-text.ts'
import { tagTemplateOf } from '../../release/recognise/tag-template-of.ts'
import type { TrustFound } from './trust-found.ts'
import { type TrustKnown, unbound, unboundSays } from './trust-sections.ts'

type CosignFound = Extract<TrustFound, { readonly kind: 'cosign' }>

/** Who vouches for the workflows of these hosts. */
const issuers: Readonly<Record<string, string>> = { 'github.com': 'https://token.actions.githubusercontent.com', 'gitlab.com': 'https://gitlab.com' }

/**
 * A signature without a key. The name in the certificate is hearsay; but where it is a workflow of the very repository that the person named, run for this release's
 * tag, on a host whose issuer is known, it says no more than the person did, and is put in. Any other name is left for the person to decide.
 */
export function cosignSection({ signer, signs, by, ...found }: CosignFound, known: TrustKnown): DraftSection {
  const { identity, tag } = templated(signer.identity)
  const who = whoIs(signer, found.bindsVersion, known.pages)
  const names = who === 'expected' ? [set('identities', [identity])] : [set('identities', []), suggested('identities', [identity])]
  const other = signer.repository !== null && !signer.identity.startsWith(`${signer.repository}/`)
  const keys: readonly DraftKey[] = [
    set('kind', 'cosign'), ...names, set('issuer', signer.issuer),
    ...(other ? [set('repository', signer.repository)] : []), ...(tag === '{tag}' ? [] : [set('tag', tag)]),
    set('signs', signs), ...by.map(([key, template]) => set(key, template)), ...unbound(found),
  ]
  return { heading: '[[trust]]', state: 'set', says: [...says({ name: by[0]?.[1] ?? '', identity: signer.identity, pages: known.pages }, who), ...unboundSays(found)], keys }
}

interface Said { readonly name: string; readonly identity: string; readonly pages: string | null }

/** `untagged`: the right repository, and a run of which nobody knows what it was for: of a branch, or of a change that a stranger proposes (C11). */
type Who = 'expected' | 'untagged' | 'stranger'

function whoIs({ identity, issuer }: CosignFound['signer'], bindsVersion: CosignFound['bindsVersion'], pages: string | null): Who {
  if (pages === null || !identity.toLowerCase().startsWith(`${pages.toLowerCase()}/`) || issuer !== issuers[new URL(pages).hostname]) return 'stranger'
  return bindsVersion === 'yes' && identity.includes('@refs/tags/') ? 'expected' : 'untagged'
}

function says({ name, identity, pages }: Said, who: Who): readonly string[] {
  const first = `${quoted(name)} is a signature of Sigstore's, made without a key: its certificate names who signed, and a public log proves when.`
  if (who === 'expected') return [first, `Check that this is right: releases of ${pages ?? ''} are to be signed by this workflow of it, run for the tag of the release. It was read from the certificate, which nobody has verified yet.`]
  const fault = who === 'untagged' ? 'was not run for the tag of this release' : pages === null ? 'there is no repository to compare it with' : `is no workflow of ${pages} for which a known issuer vouches`
  return [first, `The certificate names ${quoted(identity)}, which is hearsay, and ${fault}. If the publisher says elsewhere that this is right, put it in; until then nobody is trusted, and nothing is taken.`]
}

/** `…@refs/tags/app/v1.2.3` is `…@refs/tags/app/{tag}` in every release. */
function templated(identity: string): { readonly identity: string; readonly tag: string } {
  const [, before = '', spelled = ''] = /^(.*@refs\/tags\/)(.+)$/.exec(identity) ?? []
  const tag = tagTemplateOf(spelled)
  return tag === null ? { identity, tag: '{tag}' } : { identity: before + tag.template, tag: tag.template }
}
