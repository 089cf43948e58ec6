import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import { aRelease, publish } from '../../support/a-release.ts'
import { hellod } from '../../support/real-daemons/hellod.ts'
import { type Answered, type Asked, latencyMs, type Load, underLoad } from '../../support/real-daemons/under-load.ts'
import { changed, shipped } from '../rows/support/a-row.ts'
import { signer } from './support/an-offer.ts'
import { anOperatorsHost, type Host, put } from './support/an-operators-host.ts'
import { property } from './support/look.ts'
import { start } from './support/operate.ts'

/** The example that the package ships, as its README.md says to install it: ten thousand requests for each upgrade, and none may fail. */
const [offers, port, requests] = ['/srv/releases/hellod', 8080, 10_000]
const diesAtOnce = Buffer.from('#!/bin/sh\n[ "$1" != --version ] || exec echo hellod 1.4.0\necho "unknown key" >&2\nexit 3\n')

interface Case { readonly name: string; readonly load: Partial<Load>; readonly version: string; readonly program: () => Promise<string | Buffer>; readonly exit: 0 | 41; readonly answer: readonly string[] }
const cases: readonly Case[] = [
  { name: 'a good version, over new connections', load: {}, version: '1.1.0', program: () => hellod('1.1.0'), exit: 0, answer: ['1.0.0', '1.1.0'] },
  { name: 'a good version, over connections that clients keep', load: { connections: 'kept' }, version: '1.2.0', program: () => hellod('1.2.0'), exit: 0, answer: ['1.1.0', '1.2.0'] },
  { name: 'a version that a probe finds ill is rolled back', load: {}, version: '1.3.0', program: () => hellod('1.3.0', '503 Service Unavailable'), exit: 41, answer: ['1.2.0', '1.3.0'] },
  { name: 'g18, g19 a version that dies at once is rolled back, and those who wait start it again and again', load: { connections: 'kept', requests: 5000 }, version: '1.4.0', program: async () => diesAtOnce, exit: 41, answer: ['1.2.0'] },
]

test('an upgrade behind a socket unit drops no connection', { timeout: 1_500_000 }, async (t) => {
  await using host = await anOperatorsHost({ suite: 'bookworm' })
  await install(host)
  for (const { name, load, version, program, exit, answer } of cases) await t.test(name, async (u) => {
    publish(aRelease({ app: 'hellod', version, members: { hellod: bytesOf(await program()) }, signer }), join(host.machine.root, offers))
    const run = await property(host.machine, 'hellod.service', 'InvocationID')
    const socket = await property(host.machine, 'hellod.socket', 'InvocationID')
    let ended: { readonly exit: number; readonly said: string } = { exit: -1, said: '' }
    const answered = await underLoad(host.machine.leader, { port, connections: 'new', requests, ...load }, async () => { ended = await start(host.machine, `hellod@v${version}`) })
    u.diagnostic(figures(answered))
    assert.equal(ended.exit, exit, ended.said)
    assert.deepEqual(answered.all.filter(hasFailed).slice(0, 5), [], figures(answered))
    assert.ok(answered.all.length >= (load.requests ?? requests) && answered.during.length > 1000, figures(answered))
    assert.deepEqual([...new Set(answered.all.flatMap((one) => 'says' in one ? [one.says] : []))].toSorted(), answer.map((one) => `hello ${one}`))
    assert.notEqual(await property(host.machine, 'hellod.service', 'InvocationID'), run, 'the service was not restarted at all')
    assert.equal(await property(host.machine, 'hellod.socket', 'InvocationID'), socket, 'the socket was restarted')
  })
})

async function install(host: Host): Promise<void> {
  const { machine } = host
  for (const unit of ['hellod.service', 'hellod.socket']) put(host, `/etc/systemd/system/${unit}`, readFileSync(join(machine.root, `/usr/share/doc/app-upgrade/examples/no-drop/${unit}`)))
  put(host, '/usr/local/bin/hellod', readFileSync(await hellod('1.0.0')), 0o755)
  put(host, '/etc/app-upgrade/hellod.toml', changed(shipped(host, 'no-drop/hellod'), [
    ['kind = "url"\nurl  = "https://releases.example.org/hellod/{tag}/hellod-{tag}-linux-{arch}.tar.gz"', `kind = "directory"\npath = "${offers}"\nartifact = "hellod-{tag}-linux-{arch}.tar.gz"`],
    ['RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3', signer.keyLine],
  ]))
  // Times that a test can wait for.
  put(host, '/etc/app-upgrade/hellod.toml.d/90-here.toml', '[health]\ndeadline = "12s"\nsteady = "2s"\n[rollback]\ndeadline = "2min"\n')
  await machine.must(['systemctl', 'daemon-reload'])
  await machine.must(['systemctl', 'enable', '--now', 'hellod.socket', 'hellod.service'])
}

function bytesOf(program: string | Buffer): Buffer {
  return typeof program === 'string' ? readFileSync(program) : program
}

function hasFailed(one: Asked): boolean {
  return 'failed' in one
}

function figures({ all, during }: Answered): string {
  const [p50, p99, most] = [0.5, 0.99, 1].map((part) => latencyMs(during, part).toFixed(1))
  return `${all.length} requests, ${all.filter(hasFailed).length} failed; ${during.length} of them during the upgrade: p50 ${p50} ms, p99 ${p99} ms, the longest ${most} ms`
}
