import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { SourceTools } from '../../../../src/drivers/sources/driver.ts'
import { begin, loaded } from '../../../support/a-beginning.ts'
import { aForge, type FakeForge, type ForgeKind } from '../../../support/a-forge.ts'
import { aMinisignSigner } from '../../../support/a-minisign-signer.ts'
import { aRelease } from '../../../support/a-release.ts'
import { aKeylessRelease, aPairRelease } from '../../../support/a-signed-release.ts'
import { aSigstore } from '../../../support/a-sigstore.ts'
import { sourceTools } from '../../../support/source-tools.ts'

/** The hosts that everybody knows, as far as this program asks them, on loopback; any other address is a mistake. */
const hosts: Readonly<Record<ForgeKind, readonly (readonly [string, string])[]>> = {
  github: [['https://api.github.com/', '/api/v3/'], ['https://github.com/', '/']],
  gitlab: [['https://gitlab.com/', '/']],
  gitea: [['https://codeberg.org/', '/']],
}
interface Known { readonly forge: FakeForge; readonly tools: Partial<SourceTools> }

async function known(t: TestContext, kind: ForgeKind, served: ReadonlyMap<string, Buffer>): Promise<Known> {
  const forge = await aForge(t, { kind, posted: [{ tag: 'v1.2.3', files: Object.fromEntries(served) }] })
  const { net } = sourceTools()
  const here = (url: string): string => {
    const [from, to] = hosts[kind].find(([beginning]) => url.startsWith(beginning)) ?? assert.fail(`${url} was asked`)
    return `${forge.origin}${to}${url.slice(from.length)}`
  }
  return { forge, tools: { net: { ask: (request, signal) => net.ask({ ...request, url: here(request.url) }, signal), get: (request, signal) => net.get({ ...request, url: here(request.url) }, signal) } } }
}

test('V5 GitHub, signed by its own workflow: nothing is missing, and it is to be checked', async (t) => {
  const sigstore = await aSigstore()
  for (const release of [await aKeylessRelease(sigstore), await aPairRelease(sigstore)]) {
    const { tools } = await known(t, 'github', release.served)
    const begun = await begin(t, 'https://github.com/acme/jaco', { tools })
    assert.deepEqual([begun.holes, begun.trust, begun.address], [[], 'cosign', 'https://github.com/acme/jaco'])
    assert.match(begun.text.replaceAll('\n# ', ' '), /Check that this is right: releases of https:\/\/github\.com\/acme\/jaco/)
    const { source, trust } = await loaded('jaco', begun.text)
    assert.deepEqual([source['host'], source['repository']], ['https://github.com', 'acme/jaco'])
    assert.deepEqual([trust[0]['identities'], trust[0]['issuer']], [['https://github.com/acme/jaco/.github/workflows/release.yml@refs/tags/{tag}'], 'https://token.actions.githubusercontent.com'])
    assert.doesNotMatch(begun.text, /^host/m)
  }
})

test('C12 GitHub, signed by the workflow of another repository: nobody is trusted', async (t) => {
  const identity = 'https://github.com/mallory/jaco/.github/workflows/release.yml@refs/tags/v1.2.3'
  const { tools } = await known(t, 'github', (await aPairRelease(await aSigstore(), { identity, repository: 'https://github.com/mallory/jaco' })).served)
  const begun = await begin(t, 'https://github.com/acme/jaco', { tools })
  assert.match(begun.holes.join(), /names nobody/)
})

for (const address of ['https://github.com/acme/jaco.git', 'https://www.github.com/acme/jaco/', 'https://github.com/acme/jaco/releases', 'https://github.com/acme/jaco/releases/latest', 'https://github.com/acme/jaco/tree/main/src', 'https://github.com/acme/jaco/releases/download/v1.2.3/jaco-v1.2.3-linux-amd64.tar.gz'])
  test(`one repository, however its address is copied: ${address}`, async (t) => {
    const { tools } = await known(t, 'github', aRelease().served)
    const begun = await begin(t, address, { tools })
    assert.deepEqual([begun.address, begun.release, begun.source], ['https://github.com/acme/jaco', 'v1.2.3', 'github'])
  })

for (const [kind, address] of [['gitlab', 'https://gitlab.com/acme/jaco'], ['gitlab', 'https://gitlab.com/acme/jaco/-/releases/v1.2.3'], ['gitea', 'https://codeberg.org/acme/jaco/releases/tag/v1.2.3']] as const)
  test(`nobody but the host itself is asked: ${address}`, async (t) => {
    const { tools } = await known(t, kind, aRelease().served)
    const begun = await begin(t, address, { tools })
    assert.equal(begun.source, kind)
    // GitLab's links lead where their publisher likes; here it is not GitLab, and that is told and not followed.
    assert.equal(begun.trust, kind === 'gitlab' ? 'nothing' : 'minisign')
    assert.equal(begun.notes.some((note) => /which is not where the releases are listed/.test(note)), kind === 'gitlab')
    const { keyLine } = aMinisignSigner()
    assert.equal((await loaded('jaco', begun.text.replace('keys      = ["RWQ…"]', `keys = ["${keyLine}"]`) + (kind === 'gitlab' ? `[[trust]]\nkeys = ["${keyLine}"]\n` : ''))).source['host'], new URL(address).origin)
  })
