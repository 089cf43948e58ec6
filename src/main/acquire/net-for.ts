import { posix } from 'node:path'
import { readCertificates } from '../../config/certificates.ts'
import { secretsIn } from '../../config/secrets.ts'
import { failure } from '../../errors.ts'
import { credentialsDirectory } from '../../host/credentials-directory.ts'
import { machine } from '../../host/machine.ts'
import { netLimits } from '../../host/limits.ts'
import { makeNet } from '../../host/net.ts'
import type { Net, Secrets } from '../../host/types.ts'
import type { App } from '../app.ts'

/** Passwords and tokens by the names that this app's file gives them. */
export function secretsFor({ places }: Pick<App, 'places'>): Secrets {
  return secretsIn(machine.disk, { handed: credentialsDirectory(), own: posix.join(places.config, 'credentials'), owner: places.owner })
}

/** The network as this app's file wants it to be reached. What it needs is read when a connection needs it. */
export function netFor(app: Pick<App, 'places' | 'settings'>): Net {
  const { places, settings: { network: { proxy, proxySecret, noProxy, certificates } } } = app
  if (proxy === null && certificates === null) return machine.net
  const secrets = secretsFor(app)
  return makeNet(netLimits, {
    proxy: proxy === null ? null : { url: new URL(proxy), authorization: async () => (proxySecret === null ? null : basic(proxySecret, await secrets.read(proxySecret))) },
    noProxy,
    certificates: certificates === null ? null : () => readCertificates(machine.disk, certificates, places.owner),
  })
}

/** RFC 7617. */
function basic(name: string, secret: string): string {
  if (!/^[^:\p{Cc}]+:\P{Cc}*$/u.test(secret)) throw failure('CONFIG', `the secret '${name}' is not of the form user:password`)
  return `Basic ${Buffer.from(secret).toString('base64')}`
}

/** How servers are reached, once what that takes was read. */
export async function networkText(app: App): Promise<string> {
  const { proxy, proxySecret, certificates } = app.settings.network
  if (certificates !== null) await readCertificates(machine.disk, certificates, app.places.owner)
  if (proxySecret !== null) basic(proxySecret, await secretsFor(app).read(proxySecret))
  return proxy === null ? 'servers are reached directly' : `servers are reached through ${proxy}`
}
