import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { pinnedRoot, refresh, type View } from '../../../../src/formats/tuf/client.ts'
import { findTarget } from '../../../../src/formats/tuf/find-target.ts'
import { throwsFailure } from '../../../support/throws.ts'

const vectors = join(import.meta.dirname, '../../../vectors/tuf')
const read = (path: string): Buffer => readFileSync(join(vectors, path))

function repository(name: string): Promise<View> {
  return refresh({
    pinned: read(`${name}/1.root.json`), atMs: Date.UTC(2026, 10, 21), before: null,
    repository: async ({ role, version }) => {
      const path = join(vectors, name, version === null ? `${role}.json` : `${version}.${role}.json`)
      return existsSync(path) ? readFileSync(path) : null
    },
  })
}

test("python-tuf's repository: keys of RSA and Ed25519, and what its delegated roles say", async () => {
  const view = await repository('python-tuf')
  assert.deepEqual(Object.keys(view.targets.body.targets), ['file1.txt', 'file2.txt'])
  assert.equal((await findTarget(view, 'file1.txt'))?.hashes['sha256'], '65b8c67f51c993d898250f40aa57a317d854900b3a04895464313e48785440da')
  assert.equal((await findTarget(view, 'file3.txt'))?.role, 'role1')
  assert.equal(await findTarget(view, 'file4.txt'), null)
})

test("go-tuf's repository, whose snapshot names no hashes", async () => {
  assert.equal((await findTarget(await repository('go-tuf'), 'staging/root.json'))?.lengthBytes, 6388)
})

test("Sigstore's sixteenth root signs for itself, and not with one digit changed", () => {
  const root = read('sigstore/16.root.json')
  assert.equal(pinnedRoot(root).version, 16)
  throwsFailure('TAMPERED', /signed by 0 of the keys/, () => pinnedRoot(Buffer.from(root.toString().replace('"expires": "2027', '"expires": "2037'))))
})
