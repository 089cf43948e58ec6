import { createHmac } from 'node:crypto'
import { failure } from '../../errors.ts'
import { decodeBase64 } from '../base64.ts'
import { credentialsCharactersMax } from '../limits.ts'

/** What Azure's storage hands out: the account's own key, or an address's query that is a signature already. */
export type AzureSecret =
  | { readonly kind: 'shared-key'; readonly key: Buffer }
  /** `sv=…&sig=…`, without the question mark. */
  | { readonly kind: 'sas'; readonly query: string }

/** A connection string, a bare account key (base64), or a shared access signature. CONFIG for anything else; no message shows a part of it. */
export function parseAzureSecret(text: string): AzureSecret {
  const trimmed = text.trim()
  if (trimmed.length > credentialsCharactersMax) throw wrong()
  const parts = new Map(trimmed.split(';').map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)] as const))
  const query = (parts.get('SharedAccessSignature') ?? trimmed).replace(/^\?/, '')
  if (/(?:^|&)sig=[^&]+/.test(query) && /^[\x21-\x7e]+$/.test(query)) return { kind: 'sas', query }
  const key = decodeBase64(parts.get('AccountKey') ?? trimmed)
  if (key === null || key.length < 32) throw wrong()
  return { kind: 'shared-key', key }
}

/** What is signed. Header names in lower case; `range` among them when it will be sent. */
export interface AzureRequest { readonly method: 'GET' | 'HEAD' | 'PUT'; readonly url: string; readonly headers: Readonly<Record<string, string>> }
export interface AzureAccount { readonly account: string; readonly key: Buffer }

/** Value of the Authorization header ("Authorize with Shared Key", the version for Blob storage). */
export function azureAuthorization({ method, url, headers }: AzureRequest, { account, key }: AzureAccount): string {
  const standard = ['content-encoding', 'content-language', 'content-length', 'content-md5', 'content-type', 'date', 'if-modified-since', 'if-match', 'if-none-match', 'if-unmodified-since', 'range']
  const own = Object.keys(headers).filter((name) => name.startsWith('x-ms-')).toSorted()
  const signed = [method, ...standard.map((name) => headers[name] ?? ''), ...own.map((name) => `${name}:${headers[name] ?? ''}`), resourceOf(url, account)].join('\n')
  return `SharedKey ${account}:${createHmac('sha256', key).update(signed, 'utf8').digest('base64')}`
}

/** The path as it is sent, and the query's names in lower case, in order, with their values unescaped. */
function resourceOf(url: string, account: string): string {
  const { pathname, searchParams } = new URL(url)
  const parameters = [...searchParams].map(([name, value]) => [name.toLowerCase(), value] as const)
  const names = [...new Set(parameters.map(([name]) => name))].toSorted()
  return [`/${account}${pathname}`, ...names.map((name) => `${name}:${parameters.filter((one) => one[0] === name).map(([, value]) => value).toSorted().join(',')}`)].join('\n')
}

function wrong(): Error {
  return failure('CONFIG', 'the key of the storage account cannot be read', { next: 'Store its connection string, its key, or a shared access signature (sv=…&sig=…).' })
}
