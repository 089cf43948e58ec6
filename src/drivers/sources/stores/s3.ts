import * as v from 'valibot'
import type { SourceDriver } from '../driver.ts'
import { s3Bucket } from './s3-bucket.ts'
import { s3Key } from './s3-key.ts'
import { bucketIn, recogniseStore } from '../recognise/store-recognised.ts'
import { namesFault, saysNames, storeKeys, storePlace, storeSource } from './store.ts'

const schema = v.pipe(
  v.strictObject({
    kind: v.pipe(v.literal('s3'), v.description('releases in a bucket of Amazon S3, or of a server that speaks like it')),
    bucket: v.pipe(
      v.string('must be text in quotation marks'),
      v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]$/, 'must be the name of a bucket: 3 to 63 letters, digits, dots and hyphens'),
      v.description('name of the bucket'),
    ),
    region: v.optional(v.pipe(
      v.string('must be text in quotation marks'),
      v.regex(/^[a-z0-9][a-z0-9-]{1,62}$/, 'must be the name of a region, like eu-central-1'),
      v.description('region of the bucket'),
    ), 'us-east-1'),
    ...storeKeys,
  }),
  v.check((table) => saysNames(table), namesFault),
)

/** Buckets of S3; the signer (decision 0020) is loaded when there is something to sign. */
export const s3: SourceDriver = {
  kind: 's3',
  schema,
  make(settings, tools) {
    const table = v.parse(schema, settings)
    return storeSource(s3Bucket(table, s3Key(table.credentials, tools), tools), table, tools)
  },
  /** `s3://bucket/prefix?region=eu-central-1&endpoint=https://…` */
  async recognise(typed, tools, signal) {
    const at = bucketIn(typed.address, 's3')
    if (at === null) return null
    const { region = 'us-east-1', endpoint } = at.query
    const settings = { kind: 's3', bucket: at.bucket, region, ...(endpoint === undefined ? {} : { endpoint }) }
    const place = storePlace(s3Bucket({ ...settings, http: 'refused' }, s3Key('anonymous', tools), tools), at.prefix)
    return recogniseStore(typed, { ...at, settings }, place, { tools, signal })
  },
}
