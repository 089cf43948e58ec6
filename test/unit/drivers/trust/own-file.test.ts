import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readOwnFile } from '../../../../src/drivers/trust/own-file.ts'
import { rootFiles } from '../../../support/root-files.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const wanted = { path: '/etc/x', sizeBytesMax: 10, what: 'key file' }
const content = Buffer.from('x')
const read = (changed: Parameters<typeof rootFiles>[1], uid = 7) => readOwnFile(wanted, { disk: rootFiles({ '/etc/x': content }, changed), uid })

test("root's file, or ours, that nobody else may write", async () => {
  for (const changed of [{}, { uid: 7 }, { mode: 0o600 }]) assert.equal(await read(changed), content)
})

test('whoever else could write it would decide what is trusted: CONFIG', async () => {
  await rejectsWithFailure('CONFIG', /the key file '\/etc\/x' can be written by others/, read({ mode: 0o664 }))
  await rejectsWithFailure('CONFIG', /can be written by others/, read({ mode: 0o646 }))
  await rejectsWithFailure('CONFIG', /belongs to uid 8/, read({ uid: 8 }))
  await rejectsWithFailure('CONFIG', /is not a regular file/, read({ kind: 'symlink' }))
  await rejectsWithFailure('CONFIG', /does not exist/, readOwnFile(wanted, { disk: rootFiles({}), uid: 7 }))
})
