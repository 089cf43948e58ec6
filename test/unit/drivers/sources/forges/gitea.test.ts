import { test } from 'node:test'
import { gitea } from '../../../../../src/drivers/sources/forges/gitea.ts'
import { forgeContract } from '../../../../contract/forge.ts'
import { aForge } from '../../../../support/a-forge.ts'
import { sourceTools } from '../../../../support/source-tools.ts'
import { rejectsWithFailure } from '../../../../support/throws.ts'

forgeContract('gitea')

test('two files of one name are refused: Gitea allows that, and nobody knows which one is meant', async (t) => {
  const forge = await aForge(t, { kind: 'gitea', posted: [] })
  const twice = { name: 'jaco.tar.gz', size: 3 }
  forge.next = (_, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify([{ tag_name: 'v1.0.0', draft: false, prerelease: false, assets: [twice, twice] }]))
  const source = gitea.make({ kind: 'gitea', repository: 'acme/jaco', host: forge.origin, artifact: 'jaco.tar.gz' }, sourceTools())
  await rejectsWithFailure('DATA', /release 'v1\.0\.0' has two files named 'jaco\.tar\.gz'/, source.find({ version: null, channel: null }, new AbortController().signal))
})
