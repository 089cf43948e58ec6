import { azureAuthorization, parseAzureSecret } from '../../../formats/stores/azure-key.ts'
import { parseBearerToken } from '../../../formats/stores/bearer-token.ts'
import type { SourceTools } from '../driver.ts'
import { askInstance } from './instance.ts'
import { renewed } from '../renewed.ts'
import { identityOf } from './store.ts'

type Headers = Readonly<Record<string, string>>
export interface Unsigned { readonly method: 'GET' | 'HEAD'; readonly url: string; readonly range: string | null }
/** What is sent so that we are let in. The address may have grown, and then must not be shown. */
export interface Pass { readonly url: string; readonly headers: Headers }
export type GivesPass = (request: Unsigned, signal: AbortSignal) => Promise<Pass>

/** A version that every cloud of Azure and its emulator know. */
const version = { 'x-ms-version': '2021-12-02' }
const metadata = 'http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fstorage.azure.com%2F'

export function azurePass({ account, credentials }: { readonly account: string; readonly credentials: string }, tools: SourceTools): GivesPass {
  const identity = identityOf(credentials)
  switch (identity.kind) {
    case 'anonymous': return async ({ url }) => ({ url, headers: version })
    case 'instance': return bearing(tools)
    case 'secret': return async (request) => {
      const secret = parseAzureSecret(await tools.secrets.read(identity.name))
      if (secret.kind === 'sas') return { url: `${request.url}${request.url.includes('?') ? '&' : '?'}${secret.query}`, headers: version }
      const headers = { ...version, 'x-ms-date': new Date(tools.clock.nowMs()).toUTCString() }
      const { range } = request
      // The range is signed, too, though it is somebody else who sends it.
      const authorization = azureAuthorization({ ...request, headers: range === null ? headers : { ...headers, range } }, { account, key: secret.key })
      return { url: request.url, headers: { ...headers, authorization } }
    }
  }
}

function bearing(tools: SourceTools): GivesPass {
  const tokenOf = renewed(async (signal) => parseBearerToken(Buffer.from(await askInstance({ method: 'GET', url: metadata, headers: { metadata: 'true' } }, tools, signal)), tools.clock.nowMs()), tools.clock)
  return async ({ url }, signal) => ({ url, headers: { ...version, authorization: `Bearer ${(await tokenOf(signal)).token}` } })
}
