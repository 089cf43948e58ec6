import { createHash } from 'node:crypto'

/** A key of an account, as AWS and all who speak S3 know it. */
export interface AwsKey { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken: string | null }
/** Where and when the signature counts. */
export interface SigningScope { readonly region: string; readonly service: 's3'; readonly atMs: number }
/** What is signed. Header names in lower case; `payloadSha256` in lower-case hex, `UNSIGNED-PAYLOAD` where nobody can know it before it is sent. */
export interface SignableRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly payloadSha256: string
}

export const emptyPayloadSha256 = createHash('sha256').digest('hex')

/**
 * The headers of this request with its signature among them (AWS Signature Version 4). Whoever sends it may add headers that are not
 * signed (`range`, `accept`), and must not change those that are. Paths must be escaped by `escapedKey`.
 */
export async function signedHeaders(request: SignableRequest, key: AwsKey, { region, service, atMs }: SigningScope): Promise<Readonly<Record<string, string>>> {
  const { AwsV4Signer } = await import('aws4fetch')
  const signer = new AwsV4Signer({
    method: request.method, url: request.url, region, service,
    headers: { ...request.headers, 'x-amz-content-sha256': request.payloadSha256 },
    accessKeyId: key.accessKeyId, secretAccessKey: key.secretAccessKey,
    ...(key.sessionToken === null ? {} : { sessionToken: key.sessionToken }),
    datetime: new Date(atMs).toISOString().replaceAll(/[:-]|\.\d{3}/g, ''),
  })
  const { headers } = await signer.sign()
  return Object.fromEntries(headers)
}

/** A key as it stands in a path: every byte but the unreserved ones and `/` is escaped, as the signature's own rules do it (`+ & = ' ( ) ! ü`). */
export function escapedKey(key: string): string {
  return key.split('/').map(escapedPart).join('/')
}

/** The same for one part of a path, or for a value in a query. */
export function escapedPart(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
}
