import * as v from 'valibot'
import { failure, isFailure } from '../../errors.ts'
import { type ChecksumEntry, findChecksum, parseChecksums } from '../../formats/checksums.ts'
import { checksumListBytesMax, signatureBytesMax } from '../../formats/limits.ts'
import { type MinisignStatement, parsePublicKey, parseSignature, verifyMinisign } from '../../formats/minisign.ts'
import { parseArtifactName } from '../../release/artifact.ts'
import type { Evidence, Statement, Trust } from '../../upgrade/ports.ts'
import type { Verified } from '../../upgrade/verified.ts'
import type { TrustDriver, TrustTools } from './driver.ts'
import { keysMax } from './limits.ts'
import { trustedKeys } from './minisign-keys.ts'
import { checkComment, versionGround } from './minisign-policy.ts'
import { sealed } from './seal.ts'

const text = v.string('must be text in quotation marks')
const name = v.pipe(text, v.check((value) => faultOf(() => parseArtifactName(value)) === null, (issue) => faultOf(() => parseArtifactName(issue.input)) ?? ''))
// The message must not repeat the text: the gravest mistake is to give the secret key (failures.md E48).
const key = v.pipe(text, v.check((value) => faultOf(() => parsePublicKey(value)) === null, (issue) => faultOf(() => parsePublicKey(issue.input)) ?? ''))
const list = <const T extends v.GenericSchema>(item: T) => v.pipe(v.array(item, 'must be a list'), v.maxLength(keysMax, `has more than ${keysMax} entries`))

const schema = v.pipe(v.strictObject({
  kind: v.pipe(v.literal('minisign'), v.description('a minisign signature over a list of checksums')),
  keys: v.optional(v.pipe(list(key), v.description("public keys, as in the second line of minisign.pub; several while keys are exchanged, each one is enough")), []),
  key_files: v.optional(v.pipe(list(v.pipe(text, v.startsWith('/', 'must be a whole path, from /'))), v.description('files that hold a public key each')), []),
  signs: v.optional(v.pipe(name, v.description('name of the signed list, lying beside the release')), 'SHA256SUMS'),
  signature: v.optional(v.pipe(name, v.description("name of its signature; the list's name and .minisig when not given"))),
  legacy: v.optional(v.pipe(v.picklist(['accepted', 'refused'], "must be 'accepted' or 'refused'"), v.description("signatures of the kind that 'minisign -S -l' makes; harmless over a list, which is small")), 'accepted'),
}), v.check((table) => table.keys.length + table.key_files.length > 0, "names no key: give 'keys' or 'key_files'"))
type MinisignSettings = v.InferOutput<typeof schema>

/** minisign over a checksum list (formats.md 7.1, 7.2), as JACO publishes it. */
export const minisign: TrustDriver = {
  kind: 'minisign',
  schema,
  make: (settings, tools) => minisignTrust(v.parse(schema, settings), tools),
}

function minisignTrust(settings: MinisignSettings, tools: TrustTools): Trust {
  return {
    async verify(evidence) {
      const { bytes, said } = await signedList(settings, tools, evidence)
      checkComment(said.trustedComment, settings.signs, evidence.atMs)
      const entry = findChecksum(parseChecksums(bytes, settings.signs), evidence.artifact)
      const bound = versionGround(evidence.version, entry.name, said.trustedComment)
      return believe(evidence, entry, [groundOf(said, settings.signs), bound])
    },
  }
}

/** The signature first: not one byte of the list is read for its meaning before it is known to be the publisher's. */
async function signedList(settings: MinisignSettings, tools: TrustTools, evidence: Evidence): Promise<{ readonly bytes: Uint8Array; readonly said: MinisignStatement }> {
  const keys = await trustedKeys({ keys: settings.keys, keyFiles: settings.key_files }, tools)
  const bytes = await evidence.sidecar(parseArtifactName(settings.signs), checksumListBytesMax)
  const signature = await evidence.sidecar(parseArtifactName(settings.signature ?? `${settings.signs}.minisig`), signatureBytesMax)
  return { bytes, said: verifyMinisign(keys, parseSignature(signature), { bytes }, { legacy: settings.legacy }) }
}

/** The digest is asked for last: a release whose list is not believed is not fetched at all. */
async function believe(evidence: Evidence, entry: ChecksumEntry, grounds: readonly string[]): Promise<Verified<Statement>> {
  const { sha256 } = await evidence.digest()
  if (sha256 !== entry.sha256) throw failure('TAMPERED', `'${evidence.artifact}' is not what its publisher signed: its sha256 is ${sha256}, the signed one ${entry.sha256}`)
  return sealed({ artifact: evidence.artifact, version: evidence.version, sha256, grounds: [...grounds, `its sha256 is the signed one, ${sha256}`] })
}

function groundOf(said: MinisignStatement, signs: string): string {
  return `minisign key ${said.keyId} signed ${signs}${said.algorithm === 'Ed' ? ' (legacy signature)' : ''}`
}

function faultOf(parse: () => unknown): string | null {
  try {
    parse()
    return null
  } catch (thrown) {
    if (isFailure(thrown)) return thrown.message
    throw thrown
  }
}
