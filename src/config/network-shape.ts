import { posix } from 'node:path'
import * as v from 'valibot'
import { noProxyFault } from '../formats/no-proxy.ts'
import { proxyUrlFault } from '../formats/proxy-url.ts'
import { noProxyMax } from './limits.ts'
import { secretName } from './secrets.ts'
import type { NetworkSettings } from './settings.ts'

const text = v.string('must be text in quotation marks')

/** `[network]`: how servers are reached. Nothing of it is ever taken from the environment (failures.md E45). */
export const network = v.pipe(
  v.strictObject({
    proxy: v.optional(v.pipe(text, v.check((url) => proxyUrlFault(url) === null, (issue) => proxyUrlFault(issue.input) ?? ''))),
    proxy_secret: v.optional(v.pipe(text, v.regex(secretName, "must be the name of a secret: a-z, 0-9, '_', '-' and '.'"))),
    no_proxy: v.optional(v.pipe(v.array(v.pipe(text, v.check((entry) => noProxyFault(entry) === null, (issue) => noProxyFault(issue.input) ?? ''))), v.maxLength(noProxyMax)), []),
    certificates: v.optional(v.pipe(text, v.check((path) => posix.isAbsolute(path) && posix.normalize(path) === path, 'must be a whole path, from /, in its shortest form'))),
  }),
  v.forward(v.check(({ proxy, proxy_secret: secret }) => secret === undefined || proxy !== undefined, 'says nothing without proxy'), ['proxy_secret']),
  v.forward(v.check(({ proxy, no_proxy: direct }) => direct.length === 0 || proxy !== undefined, 'says nothing without proxy'), ['no_proxy']),
  v.transform((table): NetworkSettings => ({ proxy: table.proxy ?? null, proxySecret: table.proxy_secret ?? null, noProxy: table.no_proxy, certificates: table.certificates ?? null })),
)
