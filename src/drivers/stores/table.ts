import { failure } from '../../errors.ts'
import { parseAwsCredentials } from '../../formats/stores/aws-key.ts'
import { quoted } from '../../formats/printable.ts'
import type { Store } from '../../publish/ports.ts'
import type { UploadRequest } from '../../publish/request.ts'
import { isPrerelease, parseVersion } from '../../release/version.ts'
import type { StoreTools } from './driver.ts'
import { github } from './github.ts'
import { s3 } from './s3.ts'

export { directory } from './directory.ts'

/** A place on the network, its own address included, and the secret that opens it. */
interface Wanted extends UploadRequest {
  readonly tag: string
  readonly secret: string
}
type Opens = (address: string, wanted: Wanted, tools: StoreTools) => Store

/** Every store that `--upload` can name, by what its name begins with. A new one is one file and one line. */
const stores: Readonly<Record<string, Opens>> = {
  's3://': (address, { endpoint, region, secret }, tools) => {
    const [bucket = '', ...path] = address.split('/')
    if (!/^[a-z0-9][a-z0-9.-]{1,62}$/.test(bucket)) throw failure('USAGE', `${quoted(bucket)} is no name of a bucket`)
    const prefix = path.filter((part) => part !== '').map((part) => `${part}/`).join('')
    const chosen = region ?? 'us-east-1'
    return s3({ endpoint: endpoint ?? `https://s3.${chosen}.amazonaws.com`, region: chosen, bucket, prefix, key: parseAwsCredentials(secret) }, tools)
  },
  'github:': (address, { endpoint, tag, secret }, tools) => {
    if (!/^[A-Za-z0-9_.-]+\/[A-Za-z0-9_.-]+$/.test(address)) throw failure('USAGE', `${quoted(address)} is no repository; they look like owner/name`)
    return github({ api: endpoint ?? 'https://api.github.com', repository: address, tag, isPrerelease: isPrerelease(parseVersion(tag)), token: secret }, tools)
  },
}

/** The store that was asked for. USAGE when there is none such. */
export function storeOf(wanted: Wanted, tools: StoreTools): Store {
  const found = Object.entries(stores).find(([start]) => wanted.to.startsWith(start))
  if (found === undefined) throw failure('USAGE', `nothing can be uploaded to ${quoted(wanted.to, 80)}`, { next: 'say s3://BUCKET/PREFIX or github:OWNER/NAME' })
  const [start, open] = found
  return open(wanted.to.slice(start.length), { ...wanted, endpoint: wanted.endpoint === null ? null : checkedEndpoint(wanted.endpoint) }, tools)
}

/** No user, no query: what is secret comes from a file. */
function checkedEndpoint(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '' || url.hash !== '') throw failure('USAGE', `${quoted(text.replace(/\/\/.*@/, '//'), 80)} is no address of a server`, { next: 'it looks like https://s3.example.org' })
  return url.href.replace(/\/+$/, '')
}
