import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { readElf } from '../../../src/formats/elf.ts'
import { anElf } from '../../support/an-elf.ts'
import { throwsFailure } from '../../support/throws.ts'

test('class, machine, kind and interpreter of a made executable', () => {
  assert.deepEqual(readElf(anElf({ machine: 62, interpreter: '/lib64/ld-linux-x86-64.so.2' })),
    { bits: 64, machine: 62, architecture: 'amd64', kind: 'executable', interpreter: '/lib64/ld-linux-x86-64.so.2' })
  assert.deepEqual(readElf(anElf({ machine: 183, interpreter: null })), { bits: 64, machine: 183, architecture: 'arm64', kind: 'executable', interpreter: null })
  assert.equal(readElf(anElf({ machine: 40, interpreter: null }))?.architecture, null)
})
test('a real executable: the one running this test', () => {
  const facts = readElf(readFileSync(process.execPath).subarray(0, 65_536))
  assert.equal(facts?.architecture, { x64: 'amd64', arm64: 'arm64' }[process.arch as 'x64' | 'arm64'])
  assert.match(facts?.interpreter ?? '', /^\/lib.*ld-linux/)
})
test('a script, an empty file and a page are no executables', () => {
  for (const text of ['#!/bin/sh\n', '', '<html>', '\x7fEL']) assert.equal(readElf(Buffer.from(text, 'latin1')), null)
})
test('a damaged header is refused', () => {
  const good = anElf({ machine: 62, interpreter: '/lib/ld.so' })
  throwsFailure('DATA', /ends inside its header/, () => readElf(good.subarray(0, 63)))
  throwsFailure('DATA', /program headers lie elsewhere/, () => readElf(good.subarray(0, 100)))
  throwsFailure('DATA', /interpreter lies elsewhere/, () => readElf(good.subarray(0, 121)))
  const odd = Buffer.from(good)
  odd[4] = 9
  throwsFailure('DATA', /class or byte order/, () => readElf(odd))
  const open = Buffer.from(good)
  open[open.length - 1] = 0x41
  throwsFailure('DATA', /interpreter is not a path/, () => readElf(open))
})
