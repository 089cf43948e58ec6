import assert from 'node:assert/strict'
import { test } from 'node:test'
import { handedOver } from '../../../../src/drivers/archives/handed-over.ts'
import type { TakesMember } from '../../../../src/formats/tar/tar-reader.ts'

const nothing = (async function* (): AsyncGenerator<Uint8Array> { yield* [] })
const hand = (take: TakesMember, path: string): Promise<void> => take({ kind: 'file', path, sizeBytes: 0, mode: 0o644 }, nothing())

test('the reader waits for each member until it was used', async () => {
  const story: string[] = []
  const members = handedOver(async (take) => {
    for (const path of ['a', 'b']) {
      await hand(take, path)
      story.push(`${path} released`)
    }
  })
  for await (const member of members) {
    await new Promise((resolve) => setImmediate(resolve))
    story.push(`${member.path} used`)
  }
  assert.deepEqual(story, ['a used', 'a released', 'b used', 'b released'])
})

test('a reader that fails after its last member makes the reading fail', async () => {
  const seen: string[] = []
  await assert.rejects(async () => {
    for await (const member of handedOver(async (take) => { await hand(take, 'a'); throw new Error('ghost entry') })) seen.push(member.path)
  }, /ghost entry/)
  assert.deepEqual(seen, ['a'])
})

test('a reader that fails while nobody asks is no unhandled rejection', async () => {
  for await (const _ of handedOver(async (take) => { await hand(take, 'a').catch(() => undefined); throw new Error('late') })) break
  await new Promise((resolve) => setImmediate(resolve))
})

test('whoever stops asking makes the reader stop', async () => {
  let stopped: unknown = null
  for await (const _ of handedOver(async (take) => hand(take, 'a').catch((thrown: unknown) => { stopped = thrown; throw thrown }))) break
  assert.match(String(stopped), /no further member/)
})
