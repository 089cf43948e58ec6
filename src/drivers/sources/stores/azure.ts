import * as v from 'valibot'
import { azureBucket } from './azure-bucket.ts'
import { azurePass } from './azure-pass.ts'
import type { SourceDriver } from '../driver.ts'
import { recogniseStore } from '../recognise/store-recognised.ts'
import { clearFault, isInTheClear, namesFault, saysNames, storeKeys, storePlace, storeSource } from './store.ts'

const schema = v.pipe(
  v.strictObject({
    kind: v.pipe(v.literal('azure'), v.description('releases in a container of Azure Blob Storage')),
    account: v.pipe(
      v.string('must be text in quotation marks'),
      v.regex(/^[a-z0-9]{3,24}$/, 'must be the name of a storage account: 3 to 24 small letters and digits'),
      v.description('name of the storage account'),
    ),
    container: v.pipe(
      v.string('must be text in quotation marks'),
      v.regex(/^(?:\$web|\$root|[a-z0-9](?:-?[a-z0-9]){2,62})$/, 'must be the name of a container: 3 to 63 small letters, digits and hyphens'),
      v.description('name of the container'),
    ),
    ...storeKeys,
  }),
  v.check((table) => saysNames(table), namesFault),
  v.check((table) => !isInTheClear(table), clearFault),
)

/** Containers of Azure. A secret is a connection string, an account's key, or a shared access signature. */
export const azure: SourceDriver = {
  kind: 'azure',
  schema,
  make(settings, tools) {
    const table = v.parse(schema, settings)
    return storeSource(azureBucket(table, azurePass(table, tools), tools), table, tools)
  },
  /** `https://account.blob.core.windows.net/container/prefix` */
  async recognise(typed, tools, signal) {
    const [, account = '', container = '', path = ''] = /^https:\/\/([a-z0-9]{3,24})\.blob\.core\.windows\.net\/([^/?#]+)\/?([^?#]*)$/.exec(typed.address) ?? []
    if (account === '') return null
    const [prefix, where] = [path.replace(/\/+$/, ''), { account, container, http: 'refused' as const }]
    const place = storePlace(azureBucket(where, azurePass({ ...where, credentials: 'anonymous' }, tools), tools), prefix)
    return recogniseStore(typed, { settings: { kind: 'azure', account, container }, prefix, name: prefix.split('/').at(-1) || container }, place, { tools, signal })
  },
}
