import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as v from 'valibot'
import type { GateDriver, GateTools } from '../../src/drivers/gates/driver.ts'
import { failure } from '../../src/errors.ts'
import { isPrintable } from '../../src/formats/printable.ts'
import type { DriverSettings } from '../../src/upgrade/plan.ts'
import type { Answer } from '../../src/upgrade/ports.ts'
import { type GateMachinery, gateTools } from '../support/gate-tools.ts'
import { aPlan } from '../support/scripted-world.ts'

/** How this gate is brought to each answer, and the smallest table of its kind. */
export interface GateCase {
  readonly driver: GateDriver
  readonly settings: DriverSettings
  readonly yes: GateMachinery
  readonly busy: GateMachinery
  /** What the daemon, or the command, says is hostile: it repaints a terminal and forges a line. */
  readonly hostile: GateMachinery
  /** What it asks cannot be asked, and how it says so. */
  readonly unknown: { readonly machinery: GateMachinery; readonly says: RegExp }
  /** `waits`: its no is a "not now". `mended`: it is the same until somebody does something about it. */
  readonly no: 'waits' | 'mended'
}

const signal = new AbortController().signal

/** What holds for every gate that may be configured, whatever it asks. */
export function gateContract({ driver, settings, yes, busy, hostile, unknown, no }: GateCase): void {
  const ask = (changes: Readonly<Record<string, unknown>>, tools: GateTools): Promise<Answer> => driver.make({ ...settings, ...changes }, tools).ask(aPlan(), signal)
  const { kind } = driver

  test(`${kind}: its schema lets through again what it has let through, and JSON in between`, () => {
    const once = v.parse(driver.schema, settings)
    assert.deepEqual(v.parse(driver.schema, JSON.parse(JSON.stringify(once))), once)
    assert.equal(once.kind, kind)
  })
  test(`${kind}: an unknown key is refused, and every key has a description`, () => {
    assert.equal(v.safeParse(driver.schema, { ...settings, verifiy: 1 }).success, false)
    const entries: unknown = 'entries' in driver.schema ? driver.schema.entries : undefined
    assert.ok(typeof entries === 'object' && entries !== null)
    for (const [key, schema] of Object.entries(entries)) assert.ok(v.getDescription('wrapped' in schema ? schema.wrapped : schema), key)
  })
  test(`${kind}: a yes is a yes, and may be asked again`, async () => {
    const { tools } = gateTools(yes)
    assert.deepEqual([await ask({}, tools), await ask({}, tools)], [{ kind: 'yes' }, { kind: 'yes' }])
  })
  test(`${kind}: P12 P14 a no says what, how to pass, and when it is asked again`, async () => {
    const said = await ask({}, gateTools(busy).tools)
    assert.ok(said.kind === 'no' && said.overridable === 'yes' && said.next.includes('--force'), JSON.stringify(said))
    assert.deepEqual(said.again, no === 'waits' ? { everyMs: 300_000, giveUpMs: 86_400_000 } : undefined)
  })
  if (no === 'waits') test(`${kind}: P12 how often it is asked again, and for how long, is the operator's to say`, async () => {
    const other = await ask({ again: '1min', give_up: '2h' }, gateTools(busy).tools)
    assert.deepEqual(other.kind === 'no' && other.again, { everyMs: 60_000, giveUpMs: 7_200_000 })
  })
  test(`${kind}: one that is not overridable says so, and recommends no force`, async () => {
    const said = await ask({ overridable: false }, gateTools(busy).tools)
    assert.ok(said.kind === 'no' && said.overridable === 'no' && !said.next.includes('--force'), JSON.stringify(said))
  })
  test(`${kind}: case 34 it holds while it is busy, and goes when that is over`, async () => {
    const { tools } = gateTools({ answers: [...busy.answers ?? [], ...yes.answers ?? []], looks: [...busy.looks ?? [], ...yes.looks ?? []], said: [...busy.said ?? [], ...yes.said ?? []], disks: [...busy.disks ?? [], ...yes.disks ?? []] })
    assert.deepEqual([(await ask({}, tools)).kind, (await ask({}, tools)).kind], ['no', 'yes'])
  })
  test(`${kind}: not knowing is not a yes, and is not worth asking every five minutes`, async () => {
    const gone = async (): Promise<never> => { throw failure('UNAVAILABLE', 'the bus is gone') }
    const said = await ask({}, { ...gateTools(unknown.machinery).tools, property: gone })
    assert.ok(said.kind === 'no' && said.again === undefined && unknown.says.test(said.reason), JSON.stringify(said))
  })
  test(`${kind}: foreign words are shown printable, and not at length`, async () => {
    const said = await ask({}, gateTools(hostile).tools)
    assert.ok(said.kind === 'no' && isPrintable(said.reason) && said.reason.length < 400, JSON.stringify(said))
  })
  test(`${kind}: times without a unit, or out of range, or for what does not wait, are refused`, () => {
    for (const wrong of [{ overridable: 'yes' }, ...(no === 'waits' ? [{ again: '5' }, { again: '1s' }, { give_up: '400d' }] : [{ again: '5min' }])]) assert.equal(v.safeParse(driver.schema, { ...settings, ...wrong }).success, false, JSON.stringify(wrong))
  })
}
