import assert from 'node:assert/strict'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'

import { makePackage } from '../../packaging/package/make-package.ts'
import { version } from '../../packaging/package/version.ts'
import { aMinisignSigner } from '../support/a-minisign-signer.ts'
import { aRelease, publish } from '../support/a-release.ts'
import { command, must, type Ran } from './bed/command.ts'

const emulator = '/usr/bin/qemu-aarch64-static'
const libraries = '/usr/aarch64-linux-gnu/lib'
const root = mkdtempSync(join(tmpdir(), 'app-upgrade-arm64-'))
after(() => rmSync(root, { recursive: true }))

const deb = await makePackage({ format: 'deb', arch: 'arm64', compression: 'fast' })
await must(['dpkg-deb', '-x', deb, root])
// A root that holds nothing but our package, the C libraries of that processor, and the emulator.
cpSync(libraries, join(root, 'lib'), { recursive: true, dereference: true, filter: (path) => path === libraries || /\.so(\.\d+)*$/.test(path) })
cpSync(emulator, join(root, emulator))
for (const folder of ['proc', 'tmp', 'dev', 'etc/app-upgrade', 'srv/releases', 'var/cache', 'usr/local/bin']) mkdirSync(join(root, folder), { recursive: true })

const type = (...words: readonly string[]): Promise<Ran> => command(['chroot', root, emulator, '/usr/bin/app-upgrade', ...words], { timeoutSeconds: 1200 })

test('the arm64 package names its machine, and its executable runs', { timeout: 1_500_000 }, async () => {
  assert.match(await must(['dpkg-deb', '-f', deb, 'Architecture']), /^arm64/)
  const ran = await type('--version')
  assert.deepEqual([ran.code, ran.stdout], [0, `app-upgrade ${version()}\n`], ran.stderr)
})

test('one upgrade in an arm64 root: fetched, verified, swapped; a release for another processor is refused', { timeout: 1_500_000 }, async () => {
  const signer = aMinisignSigner()
  writeFileSync(join(root, 'etc/app-upgrade/jaco.toml'), `[source]
kind     = "directory"
path     = "/srv/releases"
artifact = "jaco-{tag}-linux-{arch}.tar.gz"
[[trust]]
keys = ["${signer.keyLine}"]
[layout]
files = { jacod = "/usr/local/bin/jacod" }
`)
  const release = aRelease({ arch: 'arm64', version: '1.2.3', signer })
  publish(release, join(root, 'srv/releases'))
  const ran = await type('upgrade', '--to', 'v1.2.3')
  assert.equal(ran.code, 0, ran.stderr)
  assert.equal(readlinkSync(join(root, 'usr/local/bin/jacod')), '/opt/jaco/current/jacod')
  assert.deepEqual(readFileSync(join(root, 'opt/jaco/releases/1.2.3/jacod')), release.members['jacod'])

  const foreign = aRelease({ arch: 'arm64', version: '1.3.0', signer, members: aRelease({ arch: 'amd64' }).members })
  publish(foreign, join(root, 'srv/releases'))
  const refused = await type('upgrade', '--to', 'v1.3.0')
  assert.equal(refused.code, 65, refused.stderr)
  assert.match(refused.stderr, /is a program for amd64, this machine is arm64/)
  assert.equal(existsSync(join(root, 'opt/jaco/releases/1.3.0')), false)
})
