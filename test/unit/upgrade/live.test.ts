import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { disk } from '../../../src/host/disk.ts'
import { adoptedLabel, digestsOf, liveDirectory, recorded, resolved, versionByPlace } from '../../../src/upgrade/live.ts'
import type { Plan } from '../../../src/upgrade/plan.ts'

const root = mkdtempSync(join(tmpdir(), 'app-upgrade-live-'))
after(() => rmSync(root, { recursive: true }))
const at = (...names: string[]): string => join(root, ...names)

mkdirSync(at('home/releases/1.0.0/bin/deep'), { recursive: true })
writeFileSync(at('home/releases/1.0.0/acmed'), 'one')
writeFileSync(at('home/releases/1.0.0/bin/deep/acmed'), 'one')
symlinkSync('releases/1.0.0', at('home/current'))
symlinkSync(at('home/current/bin/deep/acmed'), at('deep'))
symlinkSync(at('home/current/acmed'), at('acmed'))
writeFileSync(at('by-hand'), 'two')
symlinkSync(at('loop'), at('loop'))

const sha256OfOne = '7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed'

test('a public path of the links layout names the file inside its release', async () => {
  assert.equal(await resolved(disk, at('acmed')), at('home/releases/1.0.0/acmed'))
})

test('a file in a directory of its release is inside it, too: a second name for it would be the file itself', async () => {
  assert.equal(await resolved(disk, at('deep')), at('home/releases/1.0.0/bin/deep/acmed'))
  assert.equal(await liveDirectory(disk, at('deep'), at('home/releases'), '9.9.9'), at('home/releases/1.0.0'))
})

test('a regular file names itself, a missing one nothing', async () => {
  assert.equal(await resolved(disk, at('by-hand')), at('by-hand'))
  assert.equal(await resolved(disk, at('missing')), null)
})

test('a loop of links is refused, not followed for ever', async () => {
  await assert.rejects(resolved(disk, at('loop')), { code: 'CONFIG', message: /chain of more than/ })
})

test('digests are those of the files that run, by public path', async () => {
  assert.deepEqual([...await digestsOf(disk, [at('acmed'), at('missing')])], [[at('acmed'), sha256OfOne], [at('missing'), null]])
})

test('the live release lies where its file lies, an adopted one where it will be laid down', async () => {
  assert.equal(await liveDirectory(disk, at('acmed'), at('home/releases'), '9.9.9'), at('home/releases/1.0.0'))
  assert.equal(await liveDirectory(disk, at('by-hand'), at('home/releases'), 'adopted-1'), at('home/releases/adopted-1'))
})

const plan = (from: string, to: string): Plan =>
  ({ from: { version: from, artifactSha256: `a-${from}` }, to: { version: to, artifactSha256: `a-${to}` },
    files: [{ publicPath: '/b', keptSha256: `s-${from}`, newSha256: `s-${to}` }] }) as unknown as Plan

test('the record whose bytes are live tells the version, whichever way the last transaction went', () => {
  const plans = [plan('1.0.0', '1.1.0'), plan('1.1.0', '2.0.0')]
  assert.deepEqual(recorded(plans, new Map([['/b', 's-2.0.0']])), { version: '2.0.0', artifactSha256: 'a-2.0.0' })
  assert.deepEqual(recorded(plans, new Map([['/b', 's-1.1.0']])), { version: '1.1.0', artifactSha256: 'a-1.1.0' })
})

test('F42 bytes that no record names are nobody\'s version', () => {
  assert.equal(recorded([plan('1.0.0', '1.1.0')], new Map([['/b', 'changed']])), null)
  assert.equal(adoptedLabel(new Map([['/x', null], ['/b', 'ff00ff00ff00ff00']])), 'adopted-ff00ff00ff00')
})

test('without the records the live version is what its directory is called, and nothing else is guessed', async () => {
  assert.equal(await versionByPlace(disk, at('acmed'), at('home/releases')), '1.0.0')
  assert.equal(await versionByPlace(disk, at('by-hand'), at('home/releases')), null)
})
