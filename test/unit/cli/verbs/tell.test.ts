import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runCli } from '../../../../src/cli/cli.ts'
import type { Told } from '../../../../src/upgrade/telling.ts'
import { aWorld, saidOn } from '../../../support/scripted-world.ts'

const told = (overrides: Partial<Told> = {}): Told => ({ id: '20261121T104841007Z-3fa29c01', event: 'stuck', called: 'webhook https://hooks.example.org', how: 'taken', because: null, ...overrides })

test('everybody was told: 0, one line each', async () => {
  const world = aWorld({ tell: async (instance, say) => { assert.equal(instance, 'acme'); say(told()); return Promise.resolve('told') } })
  assert.equal(await runCli(['tell', '--', 'acme'], world), 0)
  assert.equal(saidOn(world, 1), 'webhook https://hooks.example.org was told of stuck (20261121T104841007Z-3fa29c01)\n')
})

test('somebody could not be told: 75, for which the unit is started again; foreign words are made harmless', async () => {
  const world = aWorld({ tell: async (_, say) => { say(told({ how: 'later', because: 'it said \x1b[2J\n' })); say(told({ how: 'lost', because: 'status 404' })); return Promise.resolve('later') } })
  assert.equal(await runCli(['tell', '--', 'acme'], world), 75)
  assert.equal(saidOn(world, 2), 'webhook https://hooks.example.org could not be told yet of stuck (20261121T104841007Z-3fa29c01): it said \\x1b[2J\\x0a; it is asked again\n'
    + 'webhook https://hooks.example.org was not told of stuck (20261121T104841007Z-3fa29c01): status 404\n')
})
