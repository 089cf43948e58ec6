import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runCli } from '../../../../src/cli/cli.ts'
import { disable, enable } from '../../../../src/cli/verbs/enable.ts'
import { aWorld, saidOn } from '../../../support/scripted-world.ts'

const asked = async (...argv: readonly string[]): Promise<readonly [number, readonly string[], string]> => {
  const world = aWorld()
  return [await runCli(argv, world), world.asked, saidOn(world, 2)]
}

test('what is not said stays as it is', async () => {
  assert.deepEqual((await asked(enable.name, 'acme'))[1], ['enable "acme" {"everyMs":null,"windows":null,"auto":"upgrade"}'])
  assert.deepEqual((await asked(disable.name))[1], ['disable "acme"'])
})

test('interval, several windows as they are written, and only looking', async () => {
  const [exit, said] = await asked('enable', 'acme', '--interval', '6h', '--window', ' Sat 02:00-05:00 Europe/Berlin', '--window', 'Mon..Fri 22:00-04:00', '--check-only')
  assert.equal(exit, 0)
  assert.deepEqual(said, ['enable "acme" {"everyMs":21600000,"windows":["Sat 02:00-05:00 Europe/Berlin","Mon..Fri 22:00-04:00"],"auto":"check"}'])
  assert.deepEqual((await asked('enable', 'acme', '--window', 'none'))[1], ['enable "acme" {"everyMs":null,"windows":[],"auto":"upgrade"}'])
})

test('mistakes are found before anything is asked', async () => {
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [['--interval', '4min'], /--interval 4min is not from 5min to 31d/],
    [['--interval', '32d'], /not from 5min to 31d[^]*needs no timer/],
    [['--interval', '6'], /"6" is not a time|'6' is not a time/],
    [['--window', 'Saturday night'], /is not a time of the week[^]*Windows look like/],
    [['--window', 'Sat 02:00-05:00 Europe/Berlim'], /there is no time zone/],
    [['--window', 'none', '--window', 'Sat 02:00-05:00'], /excludes every other window/],
  ]
  for (const [words, says] of cases) {
    const [exit, said, err] = await asked('enable', 'acme', ...words)
    assert.deepEqual([exit, said], [64, []], words.join(' '))
    assert.match(err, says)
  }
})
