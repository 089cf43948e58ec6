import { createServer } from 'node:http'
import { pathToFileURL } from 'node:url'
import { azurePass } from '../../src/drivers/sources/stores/azure-pass.ts'
import { gcsToken } from '../../src/drivers/sources/stores/gcs-token.ts'
import { s3Key } from '../../src/drivers/sources/stores/s3-key.ts'
import { sourceTools } from './source-tools.ts'

/**
 * Runs as a program of its own, in a network of its own (test/contract/metadata.test.ts): the metadata services of three clouds at the
 * address at which they really are, and what we make of them, as JSON.
 */
const role = '/latest/meta-data/iam/security-credentials/'
const server = createServer((request, response) => {
  const { method, url = '', headers } = request
  const say = (status: number, body: string): void => void response.writeHead(status).end(body)
  const isV2 = headers['x-aws-ec2-metadata-token'] === 'tok'
  // All three refuse whom a proxy or a browser sent.
  if (headers['x-forwarded-for'] !== undefined) return say(403, '')
  if (method === 'PUT' && url === '/latest/api/token' && headers['x-aws-ec2-metadata-token-ttl-seconds'] !== undefined) return say(200, 'tok')
  if (url.startsWith(role)) return isV2 ? say(200, url === role ? 'reader' : JSON.stringify({ AccessKeyId: 'ASIA1', SecretAccessKey: 's', Token: 't', Expiration: '2999-01-01T00:00:00Z' })) : say(401, '')
  if (url.startsWith('/computeMetadata/v1/') && headers['metadata-flavor'] === 'Google') return say(200, '{"access_token":"google","expires_in":3599}')
  if (url.startsWith('/metadata/identity/oauth2/token?') && headers['metadata'] === 'true') return say(200, '{"access_token":"azure","expires_in":"3599"}')
  return say(404, '')
})

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const never = new AbortController().signal
  const tools = sourceTools({ stallMs: 30_000 })
  await new Promise<void>((resolve) => { server.listen(80, '169.254.169.254', resolve) })
  const key = await s3Key('instance', tools)(never)
  const google = await gcsToken('instance', tools)(never)
  const { headers } = await azurePass({ account: 'acme', credentials: 'instance' }, tools)({ method: 'GET', url: 'https://acme.example.org/', range: null }, never)
  process.stdout.write(JSON.stringify([key?.accessKeyId, google?.token, headers['authorization']]))
  server.closeAllConnections()
  server.close()
}
