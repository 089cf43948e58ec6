import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import * as v from 'valibot'
import { fleetlock } from '../../../../src/drivers/coordination/fleetlock.ts'
import type { ErrandTools } from '../../../../src/drivers/coordination/driver.ts'
import type { Answer } from '../../../../src/upgrade/ports.ts'
import { aServer, type TestServer } from '../../../support/hostile-server.ts'
import { knownSecrets, sourceTools } from '../../../support/source-tools.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const signal = new AbortController().signal
const holder = 'web1.acme.3f29'

function ask(server: TestServer, more: Readonly<Record<string, unknown>> = {}, tools: ErrandTools = sourceTools()): Promise<Answer> {
  const settings = v.parse(fleetlock.schema, { kind: 'fleetlock', url: `${server.origin}/locks/`, http: 'allowed', ...more })
  return fleetlock.call?.(settings, { kind: 'ask', holder }, tools, signal) ?? assert.fail('it calls nobody')
}

/** Says the same to everybody, and keeps what it heard. */
async function saying(t: TestContext, status: number, body: string): Promise<TestServer & { readonly heard: string[] }> {
  const heard: string[] = []
  const server = await aServer(t, (request, response) => {
    request.on('data', (chunk: Buffer) => heard.push(chunk.toString('utf8')))
    request.on('end', () => response.writeHead(status).end(body))
  })
  return { ...server, heard }
}

test('the question is the protocol\'s, and the secret is shown to the server alone', async (t) => {
  const server = await saying(t, 200, '')
  assert.deepEqual(await ask(server, { group: 'web', secret: 'locks' }, { ...sourceTools(), secrets: knownSecrets({ locks: 'acme:s3cret' }) }), { kind: 'yes' })
  assert.deepEqual([server.asked, server.heard], [['/locks/v1/pre-reboot'], [JSON.stringify({ client_params: { id: holder, group: 'web' } })]])
  const { headers } = server.requests[0] ?? assert.fail()
  assert.deepEqual([headers['fleet-lock-protocol'], headers.authorization], ['true', `Basic ${Buffer.from('acme:s3cret').toString('base64')}`])
})

test('a no says why, in the server\'s words, with nothing in them that cannot be seen', async (t) => {
  const answer = await ask(await saying(t, 409, JSON.stringify({ kind: 'failed_lock', value: 'semaphore currently locked\u001b[31m' })))
  assert.ok(answer.kind === 'no')
  assert.match(answer.reason, /does not let this host go down now: semaphore currently locked.*\(failed_lock\)$/)
  assert.doesNotMatch(answer.reason, /\u001b/)
})

test('peers 28 what does not speak the protocol has said neither yes nor no', async (t) => {
  await rejectsWithFailure('UNAVAILABLE', /answered with status 502$/, ask(await saying(t, 502, '<html>bad gateway</html>')))
  await rejectsWithFailure('UNAVAILABLE', /answered with status 409$/, ask(await saying(t, 409, '[]')))
})

test('peers 28 a server that never answers is unavailable after the time for silence', async (t) => {
  const server = await aServer(t, () => undefined)
  await assert.rejects(ask(server, {}, { ...sourceTools(), stallMs: 50 }))
})

test('an answer without end is cut off', async (t) => {
  await assert.rejects(ask(await saying(t, 409, 'x'.repeat(1024 * 1024))))
})

test('a secret of another form is a mistake in its file, and is not shown', async (t) => {
  const server = await saying(t, 200, '')
  await rejectsWithFailure('CONFIG', /^the secret 'locks' is not of the form user:password$/, ask(server, { secret: 'locks' }, { ...sourceTools(), secrets: knownSecrets({ locks: 'hunter2' }) }))
  assert.deepEqual(server.asked, [])
})
