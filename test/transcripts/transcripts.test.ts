import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parseTranscript } from '../support/transcript.ts'
import { perform } from './perform.ts'

const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.txt'))

test('there are transcripts', () => { assert.ok(files.length >= 8, `${files.length} files`) })

for (const file of files) {
  for (const scene of parseTranscript(readFileSync(join(import.meta.dirname, file), 'utf8'))) {
    test(`${file}: app-upgrade ${scene.argv.join(' ')} (${scene.world})`, async () => {
      const { lines, exit } = await perform(scene)
      assert.equal([...lines, `exit ${exit}`].join('\n'), [...scene.lines, `exit ${scene.exit}`].join('\n'))
    })
  }
}
