import * as v from 'valibot'
import { failure } from '../../../errors.ts'
import { identityPattern } from '../../../formats/identity-pattern.ts'
import { isLoopbackHost } from '../../../formats/loopback-url.ts'
import { readPublicKey } from '../../../formats/sigstore/public-key.ts'
import { tagTemplateFault } from '../../../release/tag-template.ts'
import { keyFiles, list, readBy, template, text as anyText, version } from '../settings-pieces.ts'

const text = v.pipe(anyText, v.nonEmpty('is empty'))
const identity = readBy((value) => refusePlaceholders(value.replaceAll(/\{(?:tag|version)\}/g, '')))
const pattern = readBy((value) => identityPattern(value.replaceAll(/\{(?:tag|version)\}/g, 'x')))
// The message must not repeat the text: the gravest mistake is to give the secret key (failures.md E48).
const key = readBy(readPublicKey)

/** A `[[trust]]` table of kind cosign. */
export const cosignSchema = v.pipe(v.strictObject({
  kind: v.pipe(v.literal('cosign'), v.description('a signature as cosign and other tools of Sigstore make it: without a key, proven by a transparency log, or with one')),
  identities: v.optional(v.pipe(list(identity), v.description('who signs without a key: the whole name in the certificate, such as https://github.com/owner/repo/.github/workflows/release.yml@refs/tags/{tag}, or a mail address; {tag} and {version} stand for those of the release; several while a publisher moves, each one is enough')), []),
  identity_patterns: v.optional(v.pipe(list(pattern), v.description('the same as regular expressions, from ^ to $; {tag} and {version} are put in literally')), []),
  issuer: v.optional(v.pipe(text, v.description('who vouches for the identity, exactly: https://token.actions.githubusercontent.com for workflows of GitHub'))),
  repository: v.optional(v.pipe(text, v.description('address of the repository that the workflow ran for; needed when the workflow itself lives in another one'))),
  repository_id: v.optional(v.pipe(text, v.description("the repository's number, which a new repository of the same name does not have"))),
  owner_id: v.optional(v.pipe(text, v.description("the number of the repository's owner"))),
  trigger: v.optional(v.pipe(text, v.description('what must have started the workflow: push, release, workflow_dispatch'))),
  runner: v.optional(v.pipe(text, v.description('where it must have run: github-hosted or self-hosted'))),
  keys: v.optional(v.pipe(list(key), v.description('public keys, each the whole text of a cosign.pub; several while keys are exchanged, each one is enough')), []),
  key_files: keyFiles,
  log: v.optional(v.pipe(v.picklist(['required', 'ignored'], "must be 'required' or 'ignored'"), v.description('whether a signature with a key must also stand in the transparency log; one without a key always must; ignored when not given'))),
  signs: v.optional(v.pipe(template, v.description('what is signed: {artifact}, or the name of a list of checksums beside it')), '{artifact}'),
  bundle: v.optional(v.pipe(template, v.description('name of the bundle; what is signed and .sigstore.json when neither this nor signature is given'))),
  signature: v.optional(v.pipe(template, v.description('name of a bare signature in place of a bundle: {artifact}.sig'))),
  certificate: v.optional(v.pipe(template, v.description('name of the certificate that belongs to it: {artifact}.cert. The log is then asked for the proof'))),
  rekor: v.optional(v.pipe(readBy(refuseAddress), v.description('address of the transparency log that is asked when there is no bundle')), 'https://rekor.sigstore.dev'),
  trusted_root: v.optional(v.pipe(text, v.startsWith('/', 'must be a whole path, from /'), v.description('a trusted_root.json of another Sigstore instance, or a newer one of the public instance'))),
  public_root: v.optional(v.pipe(v.picklist(['built-in', 'refreshed'], "must be 'built-in' or 'refreshed'"), v.description("refreshed: what the public instance consists of is asked from its own TUF repository at each look, so that a change of its keys needs no new app-upgrade; built-in when not given"))),
  attestation: v.optional(v.pipe(text, v.description('the bundle is an attestation of this type, such as https://slsa.dev/provenance/v1, and not a plain signature'))),
  tag: v.optional(v.pipe(text, v.check((value) => tagTemplateFault(value) === null, (issue) => tagTemplateFault(issue.input) ?? ''), v.description('what the tags that releases are built from look like, with {tag} (v1.2.3 or 1.2.3) or {version} (1.2.3)')), '{tag}'),
  version,
}), v.rawCheck(({ dataset, addIssue }) => {
  const fault = dataset.typed ? faultOfTable(dataset.value) : null
  if (fault !== null) addIssue({ message: fault })
}))
export type CosignSettings = v.InferOutput<typeof cosignSchema>

type Table = Pick<CosignSettings, 'identities' | 'identity_patterns' | 'issuer' | 'keys' | 'key_files' | 'log' | 'bundle' | 'signature' | 'certificate' | 'attestation' | 'trusted_root' | 'public_root'>

/** Every combination that would check less than it seems to. */
function faultOfTable(table: Table): string | null {
  const [named, keyed] = [table.identities.length + table.identity_patterns.length > 0, table.keys.length + table.key_files.length > 0]
  if (!named && !keyed) return "names nobody: give 'identities' (or 'identity_patterns') and 'issuer', or 'keys' (or 'key_files')"
  if (named && keyed) return "names identities and keys: that are two tables, and both must then hold"
  if (named && table.issuer === undefined) return "names an identity and no 'issuer': anybody may run a service that hands out that name"
  if (keyed && Object.keys(table).some((key) => onlyNamed.has(key))) return `has '${[...onlyNamed].find((key) => Object.hasOwn(table, key)) ?? ''}', which says nothing about a key`
  if (named && table.log === 'ignored') return "cannot ignore the log: without it a signature made without a key proves nothing"
  if (named && table.signature !== undefined && table.certificate === undefined) return "has a 'signature' without its 'certificate'"
  if (table.bundle !== undefined && table.signature !== undefined) return "has both 'bundle' and 'signature': one of them is checked"
  if (table.certificate !== undefined && table.signature === undefined) return "has a 'certificate' without its 'signature'"
  if (table.log === 'required' && table.signature !== undefined) return "wants the log and has a bare 'signature': the proof of the log is in a 'bundle'"
  if (table.public_root !== undefined && table.trusted_root !== undefined) return "has both 'trusted_root' and 'public_root': one of them is believed"
  return table.attestation !== undefined && (keyed || table.signature !== undefined) ? "has an 'attestation', which is read out of a bundle signed without a key" : null
}

const onlyNamed: ReadonlySet<string> = new Set(['issuer', 'repository', 'repository_id', 'owner_id', 'trigger', 'runner', 'certificate'])

function refusePlaceholders(text: string): void {
  if (/[{}]/.test(text)) throw failure('CONFIG', 'has a placeholder that does not exist; there are {tag} and {version}')
}

function refuseAddress(text: string): void {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') throw failure('CONFIG', 'is not a plain address, like https://rekor.sigstore.dev')
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopbackHost(url.hostname))) throw failure('CONFIG', 'must begin with https://')
}
