import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { PublicKey, Signature } from '@threema/wasm-minisign-verify'
import fc from 'fast-check'
import { isFailure } from '../../../src/errors.ts'
import { parsePublicKey, parseSignature, verifyMinisign } from '../../../src/formats/minisign/minisign.ts'
import { aMinisignSigner } from '../../support/a-minisign-signer.ts'

const vectors = new URL('../../vectors/minisign/', import.meta.url)
const vector = (name: string): Buffer => readFileSync(new URL(name, vectors))

interface Case { readonly key: string; readonly file: Buffer; readonly message: Buffer }

function weAccept({ key, file, message }: Case): boolean {
  try {
    return verifyMinisign([parsePublicKey(key)], parseSignature(file), { bytes: message }, { legacy: 'accepted' }).keyId.length === 16
  } catch (thrown) {
    if (isFailure(thrown)) return false
    throw thrown
  }
}
function wasmAccepts({ key, file, message }: Case): boolean {
  try {
    return PublicKey.decode(key).verify(message, Signature.decode(file.toString()))
  } catch {
    return false
  }
}
const genuine = [['one', 'prehashed', 'SHA256SUMS'], ['one', 'legacy', 'SHA256SUMS'], ['one', 'version', 'SHA256SUMS'], ['two', 'other-key', 'SHA256SUMS'], ['one', 'older', 'older-SHA256SUMS'], ['one', 'empty', 'empty-SHA256SUMS']]
  .map(([key, file, message]): Case => ({ key: vector(`${key}.pub`).toString(), file: vector(`${file}.minisig`), message: vector(`${message}`) }))

test('every genuine vector is accepted by us and by the Rust implementation', () => {
  for (const each of genuine) assert.deepEqual([weAccept(each), wasmAccepts(each)], [true, true])
})
test('nothing that we accept is refused by the Rust implementation: 3,000 changed files', () => {
  const change = fc.record({ which: fc.nat({ max: genuine.length - 1 }), at: fc.nat({ max: 400 }), to: fc.integer({ min: 0, max: 255 }), cut: fc.boolean() })
  let accepted = 0
  fc.assert(fc.property(change, ({ which, at, to, cut }) => {
    const { key, file, message } = genuine[which] ?? assert.fail()
    const spoiled = Buffer.from(cut ? Buffer.concat([file.subarray(0, at), file.subarray(at + 1)]) : file)
    if (!cut && at < spoiled.length) spoiled[at] = to
    const each = { key, file: spoiled, message }
    if (!weAccept(each)) return
    accepted++
    assert.ok(wasmAccepts(each), spoiled.toString())
  }), { seed: 11, numRuns: 3000 })
  assert.ok(accepted > 50, 'changes to the untrusted comment are harmless and stay accepted')
})

const installed = spawnSync('minisign', ['-v']).status === 0
test('the minisign command agrees on vectors and on what the tests sign', { skip: installed ? false : 'the minisign command is not installed' }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'minisign-'))
  try {
    const signer = aMinisignSigner(9)
    const own = (['ED', 'Ed'] as const).map((algorithm): Case => ({ key: signer.publicKeyFile, file: signer.sign(Buffer.from('m'), { algorithm }), message: Buffer.from('m') }))
    for (const each of [...genuine, ...own]) {
      for (const [name, content] of [['k', each.key], ['s', each.file], ['m', each.message]] as const) writeFileSync(join(folder, name), content)
      const cli = spawnSync('minisign', ['-V', '-p', join(folder, 'k'), '-x', join(folder, 's'), '-m', join(folder, 'm')])
      assert.deepEqual([cli.status, weAccept(each)], [0, true], String(cli.stderr))
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
})
