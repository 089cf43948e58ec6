import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import * as v from 'valibot'
import type { Message, TellerDriver, TellerTools } from '../../src/drivers/tellers/driver.ts'
import { isFailure } from '../../src/errors.ts'
import { finalEvents } from '../../src/upgrade/final-events.ts'
import type { DriverSettings } from '../../src/upgrade/plan.ts'
import { aMessage, tellerTools } from '../support/teller-tools.ts'

/** How a receiver behaves, whatever it is. */
export type Behaviour = 'takes' | 'later' | 'refuses' | 'floods' | 'sleeps' | 'absent'
/** A receiver that behaves so: the settings that name it, and what it was told so far. */
export interface Receiver { readonly settings: DriverSettings; heard(): readonly string[] }
export type Receives = (t: TestContext, behaviour: Behaviour) => Promise<Receiver>

/** What holds for every teller, whoever listens. */
export function tellerContract(driver: TellerDriver, receives: Receives): void {
  const settingsOf = async (t: TestContext): Promise<DriverSettings> => (await receives(t, 'takes')).settings
  const teller = (settings: DriverSettings, tools: Partial<TellerTools> = {}) => driver.make(settings, tellerTools(tools))
  const told = async (t: TestContext, behaviour: Behaviour, message: Message = aMessage()): Promise<{ readonly code: string; readonly heard: readonly string[] }> => {
    const receiver = await receives(t, behaviour)
    const code = await codeOf(() => teller(receiver.settings).tell(message, new AbortController().signal))
    return { code, heard: receiver.heard() }
  }

  test(`${driver.kind}: its schema lets through again what it has let through, and JSON in between`, async (t) => {
    const once = v.parse(driver.schema, await settingsOf(t))
    assert.deepEqual(v.parse(driver.schema, JSON.parse(JSON.stringify(once))), once)
    assert.equal(once.kind, driver.kind)
  })
  test(`${driver.kind}: an unknown key, an unknown event and an empty list of events are refused`, async (t) => {
    const settings = await settingsOf(t)
    for (const wrong of [{ urll: 'x' }, { on: ['exploded'] }, { on: [] }, { timeout: '1 h' }, { timeout: '1ms' }]) assert.equal(v.safeParse(driver.schema, { ...settings, ...wrong }).success, false, JSON.stringify(wrong))
  })
  test(`${driver.kind}: every key has a description`, () => {
    const entries: unknown = 'entries' in driver.schema ? driver.schema.entries : undefined
    assert.ok(typeof entries === 'object' && entries !== null)
    for (const [key, schema] of Object.entries(entries)) assert.ok(v.getDescription('wrapped' in schema ? schema.wrapped : schema), key)
  })
  test(`${driver.kind}: it is told of everything but nothing and planned, or of what it asked for`, async (t) => {
    const settings = await settingsOf(t)
    const wanted = (on?: readonly string[]): readonly string[] => finalEvents.filter((event) => teller({ ...settings, ...(on === undefined ? {} : { on }) }).wants(event))
    assert.deepEqual(wanted(), finalEvents.filter((event) => event !== 'nothing' && event !== 'planned'))
    assert.deepEqual(wanted(['stuck', 'nothing']), finalEvents.filter((event) => event === 'stuck' || event === 'nothing'))
  })
  test(`${driver.kind}: taken: it heard the message once, every byte of it, and may hear it again`, async (t) => {
    const message = aMessage({ body: Buffer.from(JSON.stringify({ text: 'ä'.repeat(30_000) })) })
    const receiver = await receives(t, 'takes')
    const one = teller(receiver.settings)
    await one.tell(message, new AbortController().signal)
    assert.deepEqual(receiver.heard(), [message.body.toString()])
    await one.tell(message, new AbortController().signal)
    assert.equal(receiver.heard().length, 2)
  })
  test(`${driver.kind}: not now: to be asked again`, async (t) => assert.match((await told(t, 'later')).code, again))
  test(`${driver.kind}: nobody there: to be asked again`, async (t) => assert.match((await told(t, 'absent')).code, again))
  test(`${driver.kind}: too slow: to be asked again`, async (t) => assert.match((await told(t, 'sleeps')).code, again))
  test(`${driver.kind}: no: the end of the message`, async (t) => assert.equal((await told(t, 'refuses')).code, 'REFUSED'))
  test(`${driver.kind}: a receiver that talks for ever is not listened to for ever`, async (t) => {
    const before = process.memoryUsage().rss
    await told(t, 'floods')
    assert.ok(process.memoryUsage().rss - before < 200 * 2 ** 20)
  })
  test(`${driver.kind}: it ends with its signal`, async (t) => {
    const { settings } = await receives(t, 'sleeps')
    assert.match(await codeOf(() => teller({ ...settings, timeout: '300s' }).tell(aMessage(), AbortSignal.timeout(50))), again)
  })
  test(`${driver.kind}: what it is called names no path, no query and no secret`, async (t) => assert.match(teller(await settingsOf(t)).called, /^\w+ \S+$/))
}

const again = /^(?:UNAVAILABLE|IO|TEMPORARY)$/

export async function codeOf(work: () => Promise<void>): Promise<string> {
  try {
    await work()
    return 'taken'
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
    return thrown.code
  }
}
