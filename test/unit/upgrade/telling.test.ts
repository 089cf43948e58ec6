import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { failure, type FailureCode } from '../../../src/errors.ts'
import { disk } from '../../../src/host/disk.ts'
import { untoldMsMax } from '../../../src/upgrade/limits.ts'
import { messageId, spool, spooledCount } from '../../../src/upgrade/spool.ts'
import { type Listener, tellAll, type Told } from '../../../src/upgrade/telling.ts'
import { aDirectory } from '../../support/a-directory.ts'

const startMs = Date.UTC(2026, 10, 21)

/** A spool with messages of these events, one a second, and somebody who tells them. */
async function aTeller(t: TestContext, events: readonly string[]) {
  const directory = join(aDirectory(t), 'acme')
  for (const [index, event] of events.entries()) {
    const atMs = startMs + index * 1000
    await spool(disk, directory, { id: messageId(atMs, 'ab'.repeat(4)), body: Buffer.from(JSON.stringify({ at: new Date(atMs).toISOString(), event })) })
  }
  const said: Told[] = []
  const stop = new AbortController()
  const tell = (listeners: readonly Listener[], nowMs = startMs + 10_000) => tellAll({ disk, clock: { nowMs: () => nowMs }, directory, listeners, stop: stop.signal, said: async (told) => void said.push(told) })
  return { tell, said, stop, left: () => spooledCount(disk, directory) }
}

interface Ear extends Listener { readonly heard: string[]; answer: FailureCode | 'taken' }
function anEar(key: string, wants = (event: string): boolean => event !== 'nothing'): Ear {
  const ear: Ear = {
    key, called: `ear ${key}`, heard: [], answer: 'taken', wants,
    tell: async (message) => { if (ear.answer !== 'taken') throw failure(ear.answer, `${key} says ${ear.answer}`); ear.heard.push(message.event) },
  }
  return ear
}
const told = (said: readonly Told[]): readonly string[] => said.map(({ called, event, how }) => `${called} ${event} ${how}`)

test('everybody is told of everything they want, in order; then nothing is left', async (t) => {
  const [one, other] = [anEar('one'), anEar('other', (event) => event === 'stuck')]
  const { tell, left } = await aTeller(t, ['upgraded', 'nothing', 'stuck'])
  assert.equal(await tell([one, other]), 0)
  assert.deepEqual([one.heard, other.heard], [['upgraded', 'stuck'], ['stuck']])
  assert.equal(await left(), 0)
})

for (const code of ['UNAVAILABLE', 'IO', 'TEMPORARY'] as const) {
  test(`${code}: it waits; the other is told, and not twice; what came later is told later`, async (t) => {
    const [bad, good] = [anEar('bad'), anEar('good')]
    bad.answer = code
    const { tell, said, left } = await aTeller(t, ['upgraded', 'stuck'])
    assert.equal(await tell([bad, good]), 2)
    assert.deepEqual(told(said), ['ear bad upgraded later', 'ear good upgraded taken', 'ear good stuck taken'])
    assert.equal(await tell([bad, good]), 2)
    bad.answer = 'taken'
    assert.equal(await tell([bad, good]), 0)
    assert.deepEqual([bad.heard, good.heard, await left()], [['upgraded', 'stuck'], ['upgraded', 'stuck'], 0])
  })
}

for (const code of ['REFUSED', 'PROTOCOL', 'DATA', 'CONFIG', 'PERMISSION'] as const) {
  test(`${code}: the end of this message there, said once, and no reason to leave out the next`, async (t) => {
    const [bad, good] = [anEar('bad'), anEar('good')]
    bad.answer = code
    const { tell, said, left } = await aTeller(t, ['upgraded'])
    assert.equal(await tell([bad, good]), 0)
    assert.deepEqual(told(said), ['ear bad upgraded lost', 'ear good upgraded taken'])
    assert.equal(said[0]?.because, `bad says ${code}`)
    assert.equal(await left(), 0)
  })
}

test('after three days it is given up, also for whoever was not even asked', async (t) => {
  const bad = anEar('bad')
  bad.answer = 'UNAVAILABLE'
  const { tell, said, left } = await aTeller(t, ['upgraded', 'stuck'])
  assert.equal(await tell([bad], startMs + untoldMsMax), 2)
  assert.equal(await tell([bad], startMs + untoldMsMax + 1), 1)
  assert.equal(await tell([bad], startMs + untoldMsMax + 1001), 0)
  assert.deepEqual(told(said), ['ear bad upgraded later', 'ear bad upgraded lost', 'ear bad stuck later', 'ear bad stuck lost'])
  assert.equal(await left(), 0)
})

test('a listener that is gone from the settings holds nothing up; an edited one is another, and hears what waits', async (t) => {
  const [bad, edited] = [anEar('bad'), anEar('edited')]
  bad.answer = 'UNAVAILABLE'
  const { tell, left } = await aTeller(t, ['upgraded'])
  assert.equal(await tell([bad]), 1)
  assert.equal(await tell([edited]), 0)
  assert.deepEqual([edited.heard, await left()], [['upgraded'], 0])
})

test('stopped in the middle: what was begun is told to its end and remembered, and nothing else begins', async (t) => {
  const [one, other] = [anEar('one'), anEar('other')]
  const { tell, stop, left } = await aTeller(t, ['upgraded', 'stuck'])
  const stopping: Listener = { ...one, tell: async (message, signal) => { stop.abort(); await one.tell(message, signal); assert.equal(signal.aborted, false) } }
  assert.equal(await tell([stopping, other]), 2)
  assert.deepEqual([one.heard, other.heard, await left()], [['upgraded'], [], 2])
})

test('a bug in a teller is no answer', async (t) => {
  const { tell, left } = await aTeller(t, ['upgraded'])
  await assert.rejects(tell([{ ...anEar('one'), tell: () => Promise.reject(new TypeError('oops')) }]), TypeError)
  assert.equal(await left(), 1)
})
