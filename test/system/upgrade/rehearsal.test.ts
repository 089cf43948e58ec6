import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import { compiled, versionedLibrary } from '../../support/compiled.ts'
import { lastWords } from './support/acmed.ts'
import { anApp, appText, configOf, unitOf } from './support/an-app.ts'
import { signer } from './support/an-offer.ts'
import { anOperatorsHost, type Host, type Installed, installByHand, put } from './support/an-operators-host.ts'
import { answers, history, leftovers, theFinalEventOf, untouchables } from './support/look.ts'
import { type } from './support/operate.ts'

const config = '/etc/acme.conf'
/** The client of the release: it knows the configuration of the daemon, as many do. */
const checking = (version: string): Buffer => Buffer.from(`#!/bin/sh
[ "$1" = check ] || { echo 'acme ${version}'; exit 0; }
[ -r "$2" ] || { echo "cannot read $2 as $(id -un)"; exit 2; }
if grep -q listen_adress "$2"; then echo "${lastWords.replaceAll("'", '')}"; echo 'meant: listen_address'; exit 1; fi
`)
const hanging = Buffer.from('#!/bin/sh\nsleep 98765 & sleep 98765\n')

type Stage = Installed & { readonly host: Host }

test('what a new release says before it is live, and what of it can be read off its files', { timeout: 1_500_000 }, async (t) => {
  await using host = await anOperatorsHost({ suite: 'bookworm' })
  const { machine } = host
  const app = anApp({ name: 'acme', files: ['acmed', 'acme'] })
  const more = (timeout: string): string => `[[rehearse]]\nname = "config check"\ncommand = ["{new:acme}", "check", "${config}"]\ntimeout = "${timeout}"\n[[rehearse]]\nname = "room"\ncommand = ["/bin/sh", "-c", "[ $(ulimit -f) = 65536 ]"]\n[rehearsal]\noutput = "32MiB"\n`
  // The configuration is the daemon's own business: nobody else can read it.
  put(host, `/etc/systemd/system/${unitOf(app)}.d/user.conf`, '[Service]\nUser=daemon\n')
  put(host, config, 'listen_adress = 1\n', 0o640)
  await machine.must(['chgrp', 'daemon', config])
  const stage: Stage = { host, ...await installByHand(host, app, { more: more('1min') }) }

  await t.test('g11 F41 a program whose library is not here is found before it is run', async () => await missingLibrary(stage))
  await t.test('R4 F40 a program that hangs is killed, with its children, and is a no', async () => {
    stage.offer.add({ version: '1.2.0' }, hanging)
    // Who is waited for in vain is waited for briefly; the others have all the time that a busy machine takes.
    put(host, configOf(app), appText(app, signer.keyLine, { more: more('2s') }))
    await isRefused(stage, '1.2.0', /the rehearsal 'config check' of version 1\.2\.0 gave no answer: timed out after 2 s/)
    assert.equal((await machine.exec(['pgrep', '-f', 'sleep 98765'])).code, 1, 'it sleeps on')
    assert.equal(await machine.must(['systemctl', 'list-units', '--all', '--no-legend', 'app-upgrade-command-*']), '')
    put(host, configOf(app), appText(app, signer.keyLine, { more: more('1min') }))
  })
  await t.test('a configuration that the new version does not understand: refused in the words of its own check, run as the daemon', async () => {
    stage.offer.add({ version: '2.0.0' }, checking('2.0.0'))
    await isRefused(stage, '2.0.0', /the rehearsal 'config check' of version 2\.0\.0 says no \(exit status 1\): unknown key listen_adress in \/etc\/acme\.conf; meant: listen_address/)
  })
  await t.test('by force it is passed, and the history says so', async () => {
    const { exit, out, err } = await type(machine, 'upgrade', 'acme', '--to', 'v2.0.0', '--force')
    assert.equal(exit, 0, err)
    assert.match(out + err, /passed by force: the rehearsal 'config check' of version 2\.0\.0 says no/)
    assert.match(JSON.stringify((await history(machine, app)).at(-1)), /2\.0\.0/)
  })
  await t.test('once the configuration is mended the next one goes by itself', async () => {
    put(host, config, 'listen_address = 1\n', 0o640)
    await machine.must(['chgrp', 'daemon', config])
    stage.offer.add({ version: '2.1.0' }, checking('2.1.0'))
    const { exit, err } = await type(machine, 'upgrade', 'acme', '--to', 'v2.1.0')
    assert.deepEqual([exit, await answers(machine, app)], [0, '2.1.0'], err)
  })
})

async function missingLibrary(stage: Stage): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'app-upgrade-library-'))
  try {
    const library = versionedLibrary(directory, 'libacmecrypt.so.3', ['ACME_2'])
    const program = compiled(directory, 'client', 'int of_ACME_2(void); int main(void) { return of_ACME_2(); }\n', library)
    stage.offer.add({ version: '1.1.0' }, readFileSync(program))
  } finally {
    rmSync(directory, { recursive: true })
  }
  await isRefused(stage, '1.1.0', /version 1\.1\.0 cannot run here: 'acme' needs the library 'libacmecrypt\.so\.3', which is not here/)
}

/** For who typed it and in the final event; and the same files, and the same run of the daemon, before and after. */
async function isRefused({ host: { machine }, app }: Stage, version: string, says: RegExp): Promise<void> {
  const before = await untouchables(machine, app)
  const event = await theFinalEventOf(machine, app, async () => {
    const typed = await type(machine, 'upgrade', app.name, '--to', `v${version}`)
    assert.equal(typed.exit, 40, typed.err)
    assert.match(typed.err, says)
  })
  assert.match(String(event['MESSAGE']), says)
  const releasesAside = (line: string): boolean => !line.includes('/opt/acme')
  assert.deepEqual((await untouchables(machine, app)).filter(releasesAside), before.filter(releasesAside))
  assert.deepEqual(leftovers(machine, app), [])
  assert.equal(await answers(machine, app), '1.0.0')
}
