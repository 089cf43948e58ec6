import { failure } from '../../errors.ts'
import { derTags, onlyDer, readDer, type DerValue } from '../der.ts'
import { isPrintable, quoted } from '../printable.ts'
import { utf8 } from '../utf8.ts'
import { type Extensions, extensionsOf, refuseOtherUse } from './certificate.ts'

/**
 * Who signed, as the certificate authority wrote it into the certificate (Fulcio's oid-info.md). Null: the certificate does not say.
 * Every text is printable.
 */
export interface Signer {
  /** The one subject alternative name: a workflow at a ref (`https://github.com/o/r/.github/workflows/release.yml@refs/tags/v1.2.3`), or a mail address. */
  readonly identity: string
  readonly issuer: string
  /** `https://github.com/o/r`: where the run was started, which for a reusable workflow is not where the workflow lies (C12). */
  readonly repository: string | null
  /** `refs/tags/v1.2.3`: of the same run. */
  readonly ref: string | null
  readonly repositoryId: string | null
  readonly ownerId: string | null
  /** `push`, `release`, `workflow_dispatch`, `pull_request` … */
  readonly trigger: string | null
  /** `github-hosted` or `self-hosted`. */
  readonly runner: string | null
}

const fulcio = '1.3.6.1.4.1.57264.1.'
const subjectAlternativeName = '2.5.29.17'
/** otherName with this id: a user's name without mail address. */
const names = { mail: 0x81, uri: 0x86 } as const

/** TAMPERED for a certificate that contradicts itself or names nobody; DATA when it cannot be read. To be asked of a certificate whose chain is known good. */
export function signerOf(certificate: Uint8Array): Signer {
  const extensions = extensionsOf(certificate)
  refuseOtherUse(extensions)
  const issuer = agreed(extensions, { now: '8', before: '1' }, 'issuer')
  if (issuer === null) throw failure('TAMPERED', "the signer's certificate does not say who vouched for its identity: it has no issuer")
  return {
    identity: identityOf(extensions),
    issuer,
    repository: repositoryOf(extensions),
    ref: agreed(extensions, { now: '14', before: '6' }, 'ref'),
    repositoryId: newer(extensions, '15'),
    ownerId: newer(extensions, '17'),
    trigger: agreed(extensions, { now: '20', before: '2' }, 'trigger'),
    runner: newer(extensions, '11'),
  }
}

/** Exactly one name: of two, the one that we compare may not be the one that somebody else looks at. */
function identityOf(extensions: Extensions): string {
  const held = readDer(onlyDer(extensions.get(subjectAlternativeName) ?? Buffer.from(''), derTags.sequence) ?? Buffer.from('')) ?? []
  const [first, ...more] = held
  if (first === undefined || more.length > 0) throw failure('TAMPERED', `the signer's certificate carries ${held.length} names, and not one`)
  if (!isName(first)) throw failure('TAMPERED', "the signer's certificate carries a name that is neither an address of the web nor of mail")
  const name = shown(first.content, 'name')
  // What is compared is the text alone, so the kind must be what the text says: whoever may choose a mail address chooses no workflow, and no ref.
  if (first.tag === names.mail && /:\/\/|@refs\//.test(name)) throw failure('TAMPERED', `the signer's certificate carries a name that looks like an address of the web, and is one of mail: ${quoted(name)}`)
  return name
}

function isName(value: DerValue): boolean {
  return value.tag === names.mail || value.tag === names.uri
}

/** Since 2023 `https://github.com/o/r`, before that `o/r`: both must speak of the same place. */
function repositoryOf(extensions: Extensions): string | null {
  const [now, before] = [newer(extensions, '12'), older(extensions, '5')]
  if (now !== null && before !== null && !now.endsWith(`/${before}`)) throw contradicts('repository', now, before)
  return now ?? (before === null ? null : `https://github.com/${before}`)
}

/** What two generations of extensions say must be one thing (C07): which of them is read is then nobody's choice. */
function agreed(extensions: Extensions, ids: { readonly now: string; readonly before: string }, what: string): string | null {
  const [now, before] = [newer(extensions, ids.now), older(extensions, ids.before)]
  if (now !== null && before !== null && now !== before) throw contradicts(what, now, before)
  return now ?? before
}

function newer(extensions: Extensions, id: string): string | null {
  const value = extensions.get(fulcio + id)
  return value === undefined ? null : shown(onlyDer(value, derTags.utf8), `extension ${fulcio}${id}`)
}

/** The first seven extensions are bare text, not DER. */
function older(extensions: Extensions, id: string): string | null {
  const value = extensions.get(fulcio + id)
  return value === undefined ? null : shown(value, `extension ${fulcio}${id}`)
}

function shown(bytes: Uint8Array | null, what: string): string {
  const text = bytes === null ? null : utf8(bytes)
  if (text === null || text === '' || !isPrintable(text)) throw failure('DATA', `the signer's certificate has a ${what} that is no plain text`)
  return text
}

function contradicts(what: string, now: string, before: string): Error {
  return failure('TAMPERED', `the signer's certificate contradicts itself: it names the ${what} ${quoted(now)} and ${quoted(before)}`)
}
