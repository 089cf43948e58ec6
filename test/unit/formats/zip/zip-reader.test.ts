import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { deflateRawSync } from 'node:zlib'
import { isFailure } from '../../../../src/errors.ts'
import { archiveDefaults } from '../../../../src/formats/archive/archive-policy.ts'
import { readZip } from '../../../../src/formats/zip/zip-reader.ts'
import { inflateRaw } from '../../../../src/host/inflate.ts'
import { aDirectory } from '../../../support/a-directory.ts'
import { anArchiveFile } from '../../../support/an-archive-file.ts'
import { hostileZips } from '../../../support/hostile-zips.ts'
import { descriptor, zip64End, zipOf } from '../../../support/zip-builder.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

async function read(bytes: Buffer, chunkBytes = 1000): Promise<ReadonlyMap<string, string>> {
  const contents = new Map<string, string>()
  await readZip(anArchiveFile(bytes, chunkBytes), archiveDefaults, inflateRaw, async ({ path, mode, kind }, content) => {
    const pieces: Uint8Array[] = []
    for await (const piece of content) pieces.push(Buffer.from(piece))
    contents.set(path, `${kind} ${mode.toString(8)} ${Buffer.concat(pieces).toString()}`)
  })
  return contents
}

test('what zip writes is read: deflated, stored, from a stream, with a comment', async (t) => {
  const folder = aDirectory(t)
  mkdirSync(join(folder, 'app', 'docs'), { recursive: true })
  writeFileSync(join(folder, 'app', 'jaco'), 'x'.repeat(5000), { mode: 0o755 })
  writeFileSync(join(folder, 'app', 'docs', 'plain'), '')
  for (const args of [['-r', 'a.zip', 'app'], ['-r', '-0', 'a.zip', 'app'], ['-r', '-fd', 'a.zip', 'app']]) {
    assert.equal(spawnSync('zip', ['-q', ...args], { cwd: folder }).status, 0, args.join(' '))
    for (const chunkBytes of [1, 100_000]) {
      const contents = await read(readFileSync(join(folder, 'a.zip')), chunkBytes)
      assert.deepEqual([...contents.keys()].toSorted(), ['app', 'app/docs', 'app/docs/plain', 'app/jaco'])
      assert.equal(contents.get('app/jaco'), `file 755 ${'x'.repeat(5000)}`)
    }
    spawnSync('rm', ['a.zip'], { cwd: folder })
  }
  const streamed = spawnSync('zip', ['-q', '-r', '-', 'app'], { cwd: folder })
  assert.equal((await read(streamed.stdout)).get('app/jaco'), `file 755 ${'x'.repeat(5000)}`)
})
test('what bsdtar writes is read', async (t) => {
  const folder = aDirectory(t)
  writeFileSync(join(folder, 'jaco'), 'x'.repeat(5000), { mode: 0o755 })
  const made = spawnSync('bsdtar', ['--format=zip', '-cf', 'a.zip', 'jaco'], { cwd: folder })
  assert.equal(made.status, 0, String(made.stderr))
  assert.equal((await read(readFileSync(join(folder, 'a.zip')))).get('jaco'), `file 755 ${'x'.repeat(5000)}`)
})
test('a message names the entry, and says which lie it is', async () => {
  const x = Buffer.from('x')
  const cases: readonly (readonly [Buffer, 'DATA' | 'REFUSED', RegExp])[] = [
    [zipOf([{ name: 'a', content: x, localName: 'b' }]), 'DATA', /^archive entry 'a': it has two names$/],
    [zipOf([{ name: '../a', content: x }]), 'REFUSED', /^archive entry '\.\.\/a': its path has '\.\.'$/],
    [zipOf([{ name: 'a', content: x, flags: 1 }]), 'REFUSED', /encrypted/],
    [zipOf([{ name: 'a', content: x }], { prefix: Buffer.from('junk') }), 'DATA', /'a': it does not begin where the entry before it ends/],
    [zipOf([{ name: 'a', content: x }], { suffix: Buffer.from('junk') }), 'DATA', /behind the end of the zip file/],
    [zipOf([{ name: 'a', content: x }], { beforeList: Buffer.from('junk') }), 'DATA', /'a': something lies behind its data/],
    [zipOf([{ name: 'a', content: x, patchLocal: [[14, '01']], patchListed: [[16, '01']] }]), 'DATA', /'a': its checksum does not match/],
    [zipOf([{ name: 'a', content: Buffer.alloc(9), data: Buffer.from('ff', 'hex') }]), 'DATA', /'a': the deflated data is damaged/],
    [zipOf([{ name: 'a', content: x, flags: 8, behind: descriptor(Buffer.from('y')) }]), 'DATA', /two sizes or checksums/],
    [zipOf([{ name: 'a', content: x, patchLocal: [[22, '00000010']], patchListed: [[24, '00000010']] }]), 'DATA', /3 bytes cannot unpack to 268435456/],
    [zipOf([{ name: 'a', content: Buffer.alloc(2000), data: deflateRawSync(Buffer.alloc(1000)) }]), 'DATA', /unpacks to another size than it says/],
    [zipOf([{ name: 'a', content: x }, { name: 'b', content: x }], { patchEnd: [[8, '0100'], [10, '0100']] }), 'DATA', /longer than its entries/],
    [zipOf([{ name: 'a', content: x }], { beforeEnd: zip64End({ entries: 2, listBytes: 47, listAt: 34 }) }), 'DATA', /two ends that say different things/],
    [zipOf([{ name: 'a/', content: x, mode: 0o100644 }]), 'DATA', /directory by its name or by its mode/],
    [zipOf([]), 'DATA', /archive is empty/],
  ]
  for (const [bytes, code, why] of cases) await rejectsWithFailure(code, why, read(bytes))
})
test('members come in the order in which they lie there, whatever the list says; nothing is held', async () => {
  const whole = zipOf([{ name: 'a', content: Buffer.from('1') }, { name: 'b', content: Buffer.from('2') }])
  assert.deepEqual([...(await read(whole)).keys()], ['a', 'b'])
})
test('what we accept, unzip and libarchive list alike', async (t) => {
  const folder = aDirectory(t)
  let compared = 0
  for (const { name, bytes, expect } of hostileZips) {
    const ours = await read(bytes).then((contents) => [...contents.keys()], (thrown: unknown) => (isFailure(thrown) ? null : Promise.reject(thrown)))
    if (ours === null || expect === 'refused') continue
    compared += 1
    const path = join(folder, `${compared}.zip`)
    writeFileSync(path, bytes)
    for (const [program, args] of [['unzip', ['-Z1', path]], ['bsdtar', ['-tf', path]]] as const) {
      const { stdout } = spawnSync(program, args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } })
      assert.deepEqual(stdout.split('\n').filter((line) => line !== '').map((line) => line.replace(/\/$/, '')), ours, `${program}: ${name}`)
    }
  }
  assert.ok(compared >= 10, `${compared}`)
})
