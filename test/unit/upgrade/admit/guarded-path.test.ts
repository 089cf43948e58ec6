import assert from 'node:assert/strict'
import { test } from 'node:test'
import { refuseUnguarded } from '../../../../src/upgrade/admit/guarded-path.ts'
import { aConfigDisk, type Entry } from '../../../support/config-disk.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const directory = (more: Partial<Exclude<Entry, string | Uint8Array>> = {}): Entry => ({ kind: 'directory', mode: 0o755, ...more }) as Entry
const asked = (entries: Readonly<Record<string, Entry>>, uid = 0): Promise<void> => refuseUnguarded(aConfigDisk(entries), '/opt/jaco/releases', uid)

test('root’s directories are guarded, our own as well, and those that do not exist yet', async () => {
  await asked({ '/opt/jaco': directory() })
  await asked({ '/opt/jaco': directory({ uid: 1000 }) }, 1000)
  await asked({ '/opt': directory({ mode: 0o1777 }), '/opt/jaco': directory() })
})

const wrong: readonly (readonly [string, Readonly<Record<string, Entry>>, RegExp])[] = [
  ['the directory itself is writable by others', { '/opt/jaco/releases': directory({ mode: 0o777 }) }, /'\/opt\/jaco\/releases' can be written by others/],
  ['a directory above it is writable by a group', { '/opt/jaco': directory({ mode: 0o775 }), '/opt/jaco/releases': directory() }, /'\/opt\/jaco' can be written/],
  ['a directory above it is a user’s', { '/opt/jaco': directory({ uid: 1000 }) }, /'\/opt\/jaco' belongs to uid 1000/],
  ['a link is on the way', { '/opt/jaco': { link: '/home/eve' } }, /'\/opt\/jaco' is a link/],
  ['a file is on the way', { '/opt/jaco': 'file' }, /'\/opt\/jaco' is no directory/],
]
for (const [name, entries, message] of wrong) test(`F46 REFUSED: ${name}`, () => rejectsWithFailure('REFUSED', message, asked(entries)))

test('the refusal says what to do', async () => {
  await assert.rejects(asked({ '/opt/jaco': directory({ uid: 7 }) }), (thrown: { next: string }) => thrown.next.includes("chown root '/opt/jaco'"))
})
