import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as v from 'valibot'
import type { ProbeDriver, ProbeTools } from '../../src/drivers/probes/driver.ts'
import { failure } from '../../src/errors.ts'
import type { DriverSettings } from '../../src/upgrade/plan.ts'
import { aWatchedPlan, readingsOf, someTools } from '../support/probe-tools.ts'

/** What holds for every probe, whatever it looks at. `settings`: the smallest table of its kind. */
export function probeContract(driver: ProbeDriver, settings: DriverSettings): void {
  const make = (tools: ProbeTools) => driver.make(settings, tools)

  test(`${driver.kind}: its schema lets through again what it has let through, and JSON in between`, () => {
    const once = v.parse(driver.schema, settings)
    assert.deepEqual(v.parse(driver.schema, JSON.parse(JSON.stringify(once))), once)
    assert.equal(once.kind, driver.kind)
  })
  test(`${driver.kind}: an unknown key is refused`, () => assert.equal(v.safeParse(driver.schema, { ...settings, verifiy: 1 }).success, false))
  test(`${driver.kind}: every key has a description`, () => {
    const entries: unknown = 'entries' in driver.schema ? driver.schema.entries : undefined
    assert.ok(typeof entries === 'object' && entries !== null)
    for (const [key, schema] of Object.entries(entries)) {
      const inner = 'wrapped' in schema ? schema.wrapped : schema
      assert.ok(v.getDescription(inner), key)
    }
  })
  test(`${driver.kind}: it ends with its signal, at once when that is aborted already`, async () => {
    await readingsOf(make(someTools({}).tools), 1)
    assert.deepEqual(await Array.fromAsync(make(someTools({}).tools).readings(aWatchedPlan(), AbortSignal.abort())), [])
  })
  test(`${driver.kind}: its readings carry its name, and time goes forward`, async () => {
    const probe = driver.make({ ...settings, name: 'special' }, someTools({}).tools)
    assert.equal(probe.name, 'special')
    const readings = await readingsOf(probe, 1)
    for (const reading of readings) assert.equal(reading.probe, 'special')
  })
  test(`${driver.kind}: F33 what it cannot see is unknown, never well, and no exception`, async () => {
    const blind = async (): Promise<never> => { throw failure('UNAVAILABLE', 'the bus is gone') }
    const tools: ProbeTools = {
      ...someTools({ sights: () => [{ kind: 'blind', because: 'the bus is gone' }] }).tools,
      alone: { run: blind }, beside: { run: blind }, ask: blind,
    }
    const [reading] = await readingsOf(make(tools), 1)
    assert.ok(reading?.kind === 'sample' && reading.outcome === 'unknown', JSON.stringify(reading))
  })
}
