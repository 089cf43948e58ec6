import { failure, type Failure } from '../../errors.ts'
import { printable, quoted } from '../../formats/printable.ts'
import { type AwsKey, emptyPayloadSha256, escapedKey, signedHeaders } from '../../formats/stores/sigv4.ts'
import type { ApiAnswer } from '../../host/types.ts'
import type { Body, Store } from '../../publish/ports.ts'
import type { StoreTools } from './driver.ts'
import { answerBytesMax, errorBytesMax, s3ObjectBytesMax, stallMs } from './limits.ts'

/** A bucket of anybody who speaks S3. */
export interface S3Place {
  /** `https://s3.eu-central-1.amazonaws.com`, without a slash at its end. */
  readonly endpoint: string
  readonly region: string
  readonly bucket: string
  /** '' or ending in a slash. */
  readonly prefix: string
  readonly key: AwsKey
}

/** Our own mark on an object, by which an upload that is tried again knows its own bytes. */
const mark = 'x-amz-meta-sha256'

/** Each object appears whole or not at all; that is the store's own promise. */
export function s3(place: S3Place, tools: StoreTools): Store {
  return {
    where: `s3://${place.bucket}/${place.prefix}`,
    put: (name, body, onto) => put({ place, tools }, name, body, onto),
    get: (name, sizeBytesMax) => get({ place, tools }, name, sizeBytesMax),
    finish: () => Promise.resolve(),
  }
}

interface Context { readonly place: S3Place; readonly tools: StoreTools }

async function put(context: Context, name: string, body: Body, onto: 'nothing' | 'anything'): Promise<void> {
  if (body.sizeBytes > s3ObjectBytesMax) throw failure('DATA', `${quoted(name)} has more than ${s3ObjectBytesMax} bytes, which is more than one upload may carry`)
  if (onto === 'nothing') {
    const there = await ask(context, name, { method: 'HEAD', body: null, sizeBytesMax: answerBytesMax })
    if (there.status !== 404 && there.status !== 200) throw refused(context, name, there, 'looked for')
    if (there.status === 200 && there.headers[mark] === body.sha256) return
    if (there.status === 200) throw failure('REFUSED', `${shown(context, name)} exists already, with other bytes`, { next: 'A published version is never changed: publish a newer one, or overwrite it with --force.' })
  }
  const answer = await ask(context, name, { method: 'PUT', body, sizeBytesMax: answerBytesMax })
  if (answer.status !== 200) throw refused(context, name, answer, 'uploaded')
}

async function get(context: Context, name: string, sizeBytesMax: number): Promise<Uint8Array | null> {
  // What a store says of an error has a size, too.
  const answer = await ask(context, name, { method: 'GET', body: null, sizeBytesMax: Math.max(sizeBytesMax, errorBytesMax) })
  if (answer.status === 404) return null
  if (answer.status !== 200) throw refused(context, name, answer, 'read')
  if (answer.bytes.length > sizeBytesMax) throw failure('DATA', `${shown(context, name)} is larger than ${sizeBytesMax} bytes`)
  return answer.bytes
}

interface Wanted { readonly method: 'GET' | 'HEAD' | 'PUT'; readonly body: Body | null; readonly sizeBytesMax: number }

/** The digest of the bytes is part of what is signed: the store refuses whatever else arrives. */
async function ask({ place, tools }: Context, name: string, { method, body, sizeBytesMax }: Wanted): Promise<ApiAnswer> {
  const url = `${place.endpoint}/${escapedKey(`${place.bucket}/${place.prefix}${name}`)}`
  const meta: Readonly<Record<string, string>> = body === null ? {} : { 'content-type': 'application/octet-stream', [mark]: body.sha256 }
  const request = { method, url, headers: meta, payloadSha256: body?.sha256 ?? emptyPayloadSha256 }
  const headers = await signedHeaders(request, place.key, { region: place.region, service: 's3', atMs: tools.clock.nowMs() })
  return tools.net.ask({ method, url, plainHttp: 'refused', headers, body, answerBytesMax: sizeBytesMax, stallMs, reach: 'public' }, tools.signal)
}

function refused(context: Context, name: string, answer: ApiAnswer, verb: string): Failure {
  const { status, bytes } = answer
  const said = /<Code>([^<]{1,80})<\/Code>/.exec(Buffer.from(bytes.subarray(0, 4096)).toString())?.[1]
  return failure(status === 403 ? 'PERMISSION' : 'UNAVAILABLE', `${shown(context, name)} could not be ${verb}: HTTP ${status}${said === undefined ? '' : ` ${printable(said)}`}`, { next: remedy(answer) })
}

function remedy({ status, headers }: ApiAnswer): string {
  const region = headers['x-amz-bucket-region']
  switch (status) {
    case 301: case 307: case 400: return region === undefined ? 'Look at --region and --endpoint: the bucket seems to be elsewhere.' : `Say where the bucket is: --region ${printable(region, 40)}`
    case 403: return 'The key must be allowed to read, list and write there; without the right to list, a missing object looks forbidden.'
    case 404: return 'Make the bucket first.'
  }
  return 'Try again later.'
}

function shown({ place }: Context, name: string): string {
  return `s3://${place.bucket}/${place.prefix}${name}`
}
