import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sourceFile, type SourceFile, type Violation } from './source-file.ts'

/** A rule of the house: everything in these files that breaks it. */
export type Rule = (files: readonly SourceFile[]) => readonly Violation[]

/** The rule holds in our house. */
export function holds(what: string, rule: Rule, files: readonly SourceFile[]): void {
  test(what, () => {
    assert.notEqual(files.length, 0, 'there was nothing to look at')
    const found = rule(files).map(({ at, says }) => `${at}: ${says}`)
    if (found.length > 0) throw new Error(`\n${found.join('\n')}\n`)
  })
}

/** The rule bites: each planted text breaks it, and says so in these words. Without this a rule that sees nothing would look like order. */
export function bites(rule: Rule, planted: readonly (readonly [path: string, text: string, says: RegExp])[]): void {
  for (const [path, text, says] of planted) {
    test(`bites: ${text.split('\n', 1)[0]?.slice(0, 80)} (${path})`, () => {
      const found = rule([sourceFile(path, text)]).map((one) => `${one.at}: ${one.says}`)
      assert.equal(found.length > 0, true, 'nothing was found')
      assert.match(found.join('\n'), says)
    })
  }
}

/** And it does not bite what is right. */
export function allows(rule: Rule, good: readonly (readonly [path: string, text: string])[]): void {
  for (const [path, text] of good) {
    test(`allows: ${text.split('\n', 1)[0]?.slice(0, 80)} (${path})`, () => {
      assert.deepEqual(rule([sourceFile(path, text)]).map((one) => one.says), [])
    })
  }
}
