import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { disk } from '../../../../src/host/disk.ts'
import { files } from '../../../../src/host/files.ts'
import { openDirectory, removeWhole } from '../../../../src/host/open-directory.ts'
import { handOver, takeBack, type HandOverTools } from '../../../../src/upgrade/inbox/hand-over.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const scratch = mkdtempSync(join(tmpdir(), 'app-upgrade-hand-over-'))
after(() => rmSync(scratch, { recursive: true }))
const handed = join(scratch, 'handed')
const owner = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }
let made = 0
const tools = (changes: Partial<HandOverTools> = {}): HandOverTools => ({ disk, files, open: openDirectory, remove: removeWhole, hex: `h${made++}`, nowMs: Date.now(), ...changes })
const give = (from: string, changes: Partial<HandOverTools> = {}): Promise<string> => handOver({ from, handed, fileBytesMax: 1000, owner }, tools(changes))

/** As `publish release` writes it, but for the contents. */
function aBundle(name = `acme-${made++}.bundle`): string {
  const path = join(scratch, name)
  mkdirSync(path)
  for (const one of ['acme-v2.0.0-linux-amd64.tar.gz', 'SHA256SUMS', 'SHA256SUMS.minisig']) writeFileSync(join(path, one), one)
  return path
}

test('every file is there under its own name, and everybody may read it, whatever its modes were', async () => {
  const path = aBundle()
  for (const name of readdirSync(path)) chmodSync(join(path, name), 0o600)
  chmodSync(path, 0o700)
  const to = await give(path)
  assert.deepEqual(readdirSync(to), ['SHA256SUMS', 'SHA256SUMS.minisig', 'acme-v2.0.0-linux-amd64.tar.gz'])
  for (const name of readdirSync(to)) assert.deepEqual([statSync(join(to, name)).mode & 0o777, readFileSync(join(to, name), 'utf8')], [0o644, name])
  assert.equal(statSync(to).mode & 0o777, 0o755)
  assert.ok(to.endsWith(path.slice(scratch.length)), 'the name may say which version it is')
  await takeBack(to, tools())
  await takeBack(to, tools())
  assert.deepEqual(readdirSync(handed), [])
})

const hostile: Readonly<Record<string, (path: string) => void>> = {
  'a link to a secret': (path) => symlinkSync('/etc/shadow', join(path, 'SHA256SUMS.sig')),
  'a link to nothing': (path) => symlinkSync('gone', join(path, 'x')),
  'a pipe, which would wait for ever': (path) => void execFileSync('mkfifo', [join(path, 'x')]),
  'a directory': (path) => mkdirSync(join(path, 'x')),
  'a name with a line feed': (path) => writeFileSync(join(path, 'x\ny'), ''),
  'a name that is no UTF-8': (path) => writeFileSync(Buffer.concat([Buffer.from(`${path}/`), Buffer.from([0xff])]), ''),
  'too large a file': (path) => writeFileSync(join(path, 'x'), Buffer.alloc(1001)),
  'too many files': (path) => { for (let at = 0; at < 65; at++) writeFileSync(join(path, String(at)), '') },
}
for (const [what, spoil] of Object.entries(hostile)) {
  test(`a bundle with ${what} is refused, and nothing of it is left`, async () => {
    const path = aBundle()
    spoil(path)
    await rejectsWithFailure('REFUSED', /bundle/, give(path))
    assert.deepEqual(readdirSync(handed), [])
  })
}

test('a socket is not opened', async (t) => {
  const path = aBundle()
  const server = createServer().listen(join(path, 's'))
  t.after(() => server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  await rejectsWithFailure('REFUSED', /'s', which is a device, a pipe or a socket/, give(path))
})

test('a bundle that is a link, a file, empty, or gone', async () => {
  const path = aBundle()
  symlinkSync(path, `${path}-link.bundle`)
  await rejectsWithFailure('REFUSED', /a link to one/, give(`${path}-link.bundle`))
  await rejectsWithFailure('REFUSED', /no directory/, give(join(path, 'SHA256SUMS')))
  mkdirSync(join(scratch, 'empty.bundle'))
  await rejectsWithFailure('REFUSED', /is empty/, give(join(scratch, 'empty.bundle')))
  await rejectsWithFailure('UNAVAILABLE', /there is no bundle/, give(join(scratch, 'gone.bundle')))
})

test('a file of somebody else that was linked into a bundle is not copied for everybody', async () => {
  const path = aBundle()
  writeFileSync(join(scratch, 'secret'), 'secret')
  linkSync(join(scratch, 'secret'), join(path, 'SHA256SUMS.sig'))
  const other = handOver({ from: path, handed, fileBytesMax: 1000, owner: { ...owner, uid: 4242 } }, tools())
  await rejectsWithFailure('REFUSED', /'SHA256SUMS\.sig', which has another name elsewhere/, other)
  assert.equal(readdirSync(await give(path)).length, 4, "the owner's own links are the owner's matter")
})

test('F45 a file that is exchanged for a link to somebody else\'s between the look and the reading is not copied either', async () => {
  const path = aBundle()
  writeFileSync(join(scratch, 'other-secret'), 'secret')
  linkSync(join(scratch, 'other-secret'), join(path, 'SHA256SUMS.sig'))
  const open: HandOverTools['open'] = async (from) => {
    const directory = await openDirectory(from)
    // As it was when it was looked at.
    return directory === null ? null : { ...directory, look: async (name) => { const facts = await directory.look(name); return facts === null ? null : { ...facts, links: 1 } } }
  }
  await rejectsWithFailure('REFUSED', /'SHA256SUMS\.sig', which has another name elsewhere/, handOver({ from: path, handed, fileBytesMax: 1000, owner: { ...owner, uid: 4242 } }, tools({ open })))
})

test('a name that could do harm is not handed on', async () => {
  assert.match(await give(aBundle('$(id) \n.bundle')), /\/release\.bundle$/)
})

test('what a killed run left is forgotten after a day, and not before', async () => {
  const [old, young] = [join(handed, 'old/x.bundle'), join(handed, 'young/x.bundle')]
  for (const path of [old, young]) mkdirSync(path, { recursive: true })
  utimesSync(join(handed, 'old'), new Date(0), new Date(0))
  await give(aBundle())
  assert.deepEqual([existsSync(old), existsSync(young)], [false, true])
})

test('no space is no fault of the bundle', async () => {
  const full = { ...files, create: async () => ({ write: () => { throw Object.assign(new Error('ENOSPC')) }, sync: async () => {}, close: async () => {} }) }
  await assert.rejects(give(aBundle(), { files: full }), /ENOSPC/)
})
