import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scriptInterpreter } from '../../../src/formats/script-line.ts'

test('the first word of the first line; a carriage return belongs to it, as the kernel has it', () => {
  for (const [text, interpreter] of [
    ['#!/bin/sh\n', '/bin/sh'], ['#! \t/usr/bin/env python3\nx', '/usr/bin/env'], ['#!/bin/sh\r\n', '/bin/sh\r'], ['#!/bin/sh', '/bin/sh'],
    ['#!\n/bin/sh', null], ['# !/bin/sh', null], ['', null], ['\x7fELF', null],
  ] as const) assert.equal(scriptInterpreter(Buffer.from(text)), interpreter, JSON.stringify(text))
})
test('it ends where the kernel stops reading', () => {
  assert.equal(scriptInterpreter(Buffer.from(`#!/${'x'.repeat(1000)}`))?.length, 254)
})
