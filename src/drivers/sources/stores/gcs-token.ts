import { type BearerToken, parseBearerToken } from '../../../formats/stores/bearer-token.ts'
import { parseServiceAccount } from '../../../formats/stores/service-account.ts'
import type { SourceTools } from '../driver.ts'
import { askInstance } from './instance.ts'
import { renewed } from '../renewed.ts'
import { identityOf } from './store.ts'
import { exchanged } from './token-exchange.ts'

/** The token to show; null: nobody asks who we are. */
export type GivesToken = (signal: AbortSignal) => Promise<BearerToken | null>

const metadata = 'http://169.254.169.254/computeMetadata/v1/instance/service-accounts/default/token'

export function gcsToken(credentials: string, tools: SourceTools): GivesToken {
  const identity = identityOf(credentials)
  switch (identity.kind) {
    case 'anonymous': return async () => null
    case 'secret': return renewed(async (signal) => exchanged(parseServiceAccount(await tools.secrets.read(identity.name)), tools, signal), tools.clock)
    case 'instance': return renewed(async (signal) => {
      const text = await askInstance({ method: 'GET', url: metadata, headers: { 'metadata-flavor': 'Google' } }, tools, signal)
      return parseBearerToken(Buffer.from(text), tools.clock.nowMs())
    }, tools.clock)
  }
}
