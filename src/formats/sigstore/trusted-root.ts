import type { CertificateAuthority, TimeRange, TransparencyLogInstance, TrustedRoot } from '@sigstore/protobuf-specs'
import type { TrustMaterial } from '@sigstore/verify'
import { failure, isFailure } from '../../errors.ts'
import { quoted } from '../printable.ts'
import { parseStrictJson } from '../strict-json.ts'
import { refuseLooseBase64 } from './byte-fields.ts'

/** Whom one instance of Sigstore consists of, checked by us; `name` for messages. */
export interface Root { readonly material: TrustMaterial; readonly name: string }

const mediaTypes: ReadonlySet<string> = new Set([
  'application/vnd.dev.sigstore.trustedroot+json;version=0.1', 'application/vnd.dev.sigstore.trustedroot+json;version=0.2', 'application/vnd.dev.sigstore.trustedroot.v0.2+json',
])

/** A `trusted_root.json`. CONFIG when it is not one, or says less than it must: whoever is in it is believed. */
export async function readTrustedRoot(bytes: Uint8Array, name: string): Promise<Root> {
  try {
    const json = parseStrictJson(bytes, name)
    refuseLooseBase64(json, name)
    const [{ TrustedRoot }, { toTrustMaterial }] = await Promise.all([import('@sigstore/protobuf-specs'), import('@sigstore/verify')])
    const root = TrustedRoot.fromJSON(json)
    const fault = faultOf(root)
    if (fault !== null) throw failure('CONFIG', `the trusted root ${quoted(name)} ${fault}`)
    return { material: toTrustMaterial(root), name }
  } catch (cause) {
    if (isFailure(cause) && cause.code === 'CONFIG') throw cause
    throw failure('CONFIG', `${quoted(name)} cannot be used as a trusted root`, { cause, next: 'It is the trusted_root.json of a Sigstore instance.' })
  }
}

function faultOf(root: TrustedRoot): string | null {
  if (!mediaTypes.has(root.mediaType)) return `is of a kind that cannot be read: ${quoted(root.mediaType)}`
  if (root.certificateAuthorities.length === 0) return 'names no certificate authority'
  if (root.tlogs.length === 0) return 'names no transparency log'
  if (root.ctlogs.length === 0) return 'names no log of certificates'
  const logs = [...root.tlogs, ...root.ctlogs].map(faultOfLog)
  const authorities = [...root.certificateAuthorities, ...root.timestampAuthorities].map(faultOfAuthority)
  return [...logs, ...authorities].find((fault) => fault !== null) ?? null
}

/** Without a start a key counts as valid from the beginning of time: the library takes that for a yes (failures.md C29, measured). */
function faultOfLog({ baseUrl, publicKey, logId }: TransparencyLogInstance): string | null {
  if (publicKey?.rawBytes === undefined || logId === undefined) return `names no key of the log ${quoted(baseUrl)}`
  return faultOfTime(publicKey.validFor, `the key of the log ${quoted(baseUrl)}`)
}

function faultOfAuthority({ uri, certChain, validFor }: CertificateAuthority): string | null {
  if (certChain === undefined || certChain.certificates.length === 0) return `names no certificate of ${quoted(uri)}`
  return faultOfTime(validFor, `the authority ${quoted(uri)}`)
}

function faultOfTime(time: TimeRange | undefined, of: string): string | null {
  if (time?.start === undefined || Number.isNaN(time.start.getTime())) return `does not say since when ${of} is valid`
  return time.end !== undefined && !(time.start <= time.end) ? `says that ${of} ends before it begins` : null
}
