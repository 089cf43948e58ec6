import { failure } from '../../../errors.ts'
import { type AwsCredentials, parseAwsCredentials } from '../../../formats/stores/aws-key.ts'
import type { AwsKey } from '../../../formats/stores/sigv4.ts'
import type { SourceTools } from '../driver.ts'
import { askInstance } from './instance.ts'
import { renewed } from '../renewed.ts'
import { identityOf } from './store.ts'

/** The key to sign with; null: nothing is signed. Asked anew for each request, so that a new secret counts at once. */
export type GivesKey = (signal: AbortSignal) => Promise<AwsKey | null>

export function s3Key(credentials: string, tools: SourceTools): GivesKey {
  const identity = identityOf(credentials)
  switch (identity.kind) {
    case 'anonymous': return async () => null
    case 'secret': return async () => parseAwsCredentials(await tools.secrets.read(identity.name))
    case 'instance': return renewed((signal) => fromInstance(tools, signal), tools.clock)
  }
}

const metadata = 'http://169.254.169.254/latest'
const role = 'meta-data/iam/security-credentials/'

/** IMDSv2 alone: version 1 answers whatever asks, also a request that somebody made us or a proxy send (CVE-2019-5418 and its kin). */
async function fromInstance(tools: SourceTools, signal: AbortSignal): Promise<AwsCredentials> {
  const ask = (path: string, headers: Readonly<Record<string, string>>, method: 'GET' | 'PUT' = 'GET'): Promise<string> =>
    askInstance({ method, url: `${metadata}/${path}`, headers }, tools, signal)
  const token = await ask('api/token', { 'x-aws-ec2-metadata-token-ttl-seconds': '60' }, 'PUT')
  const headers = { 'x-aws-ec2-metadata-token': token }
  const [name = ''] = (await ask(role, headers)).split('\n')
  if (!/^[\w+=,.@-]{1,128}$/.test(name)) throw failure('CONFIG', 'this instance has no role that its metadata service would give a key for', { next: 'Give the instance a role that may read the bucket.' })
  return parseAwsCredentials(await ask(role + name, headers))
}

