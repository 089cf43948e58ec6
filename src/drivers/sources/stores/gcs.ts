import * as v from 'valibot'
import type { SourceDriver } from '../driver.ts'
import { gcsBucket } from './gcs-bucket.ts'
import { gcsToken } from './gcs-token.ts'
import { bucketIn, recogniseStore } from '../recognise/store-recognised.ts'
import { clearFault, isInTheClear, namesFault, saysNames, storeKeys, storePlace, storeSource } from './store.ts'

const schema = v.pipe(
  v.strictObject({
    kind: v.pipe(v.literal('gcs'), v.description('releases in a bucket of Google Cloud Storage')),
    bucket: v.pipe(
      v.string('must be text in quotation marks'),
      v.regex(/^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/, 'must be the name of a bucket: 3 to 222 small letters, digits, dots, hyphens and underscores'),
      v.description('name of the bucket'),
    ),
    ...storeKeys,
  }),
  v.check((table) => saysNames(table), namesFault),
  v.check((table) => !isInTheClear(table), clearFault),
)

/** Buckets of Google. A secret is the JSON key file of a service account. */
export const gcs: SourceDriver = {
  kind: 'gcs',
  schema,
  make(settings, tools) {
    const table = v.parse(schema, settings)
    return storeSource(gcsBucket(table, gcsToken(table.credentials, tools), tools), table, tools)
  },
  /** `gs://bucket/prefix` */
  async recognise(typed, tools, signal) {
    const at = bucketIn(typed.address, 'gs')
    if (at === null) return null
    const { endpoint } = at.query
    const settings = { kind: 'gcs', bucket: at.bucket, ...(endpoint === undefined ? {} : { endpoint }) }
    const place = storePlace(gcsBucket({ ...settings, http: 'refused' }, gcsToken('anonymous', tools), tools), at.prefix)
    return recogniseStore(typed, { ...at, settings }, place, { tools, signal })
  },
}
