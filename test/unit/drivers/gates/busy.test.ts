import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { test } from 'node:test'
import * as v from 'valibot'
import { busy } from '../../../../src/drivers/gates/busy.ts'
import { askLoopback, type LoopbackAnswer } from '../../../../src/host/loopback-http.ts'
import { askGates } from '../../../../src/upgrade/ask-gates.ts'
import type { Answer } from '../../../../src/upgrade/ports.ts'
import { aDirectory } from '../../../support/a-directory.ts'
import { type GateMachinery, gateTools } from '../../../support/gate-tools.ts'
import { aPlan } from '../../../support/scripted-world.ts'

const signal = new AbortController().signal
const url = 'http://127.0.0.1:8080/operations'
const body = '{"operations": [{"kind": "vm.create", "id": 4711}, {"kind": "image.pull", "id": 12, "done": false}, {"kind": "x", "done": true}]}'
const answer = (changes: Partial<LoopbackAnswer> = {}): LoopbackAnswer => ({ kind: 'answer', status: 200, body, bodyIs: 'whole', ...changes } as LoopbackAnswer)
const gone: LoopbackAnswer = { kind: 'none', because: 'connection refused', listener: 'none' }
const ask = (changes: object, machinery: GateMachinery): Promise<Answer> => busy.make({ kind: 'busy', list: 'operations', ...changes }, gateTools(machinery).tools).ask(aPlan(), signal)
async function said(changes: object, machinery: GateMachinery): Promise<string> {
  const answered = await ask(changes, machinery)
  if (answered.kind === 'yes') return `yes${answered.remark === undefined ? '' : `: ${answered.remark}`}`
  return `${answered.again === undefined ? 'no' : 'not now'}: ${answered.reason}`
}

test('P12 operations in flight are listed, and mean: not now', async () => {
  assert.equal(await said({ url }, { said: [answer()] }), 'not now: 2 operations in flight: vm.create 4711, image.pull 12')
  assert.equal(await said({ url, ignore: ['vm.*', 'image.*'] }, { said: [answer()] }), 'yes')
  assert.equal(await said({ url }, { said: [answer({ body: '{"operations": []}' })] }), 'yes')
})

test('P12 --force passes, and is recorded; without it the run ends with TEMPORARY, to be asked again', async () => {
  const gate = busy.make({ kind: 'busy', list: 'operations', url }, gateTools({ said: [answer()] }).tools)
  assert.deepEqual((await askGates([gate], aPlan(), { force: 'yes' }, signal)).remarks, ['passed by force: 2 operations in flight: vm.create 4711, image.pull 12'])
  await assert.rejects(askGates([gate], aPlan(), { force: 'no' }, signal), { code: 'TEMPORARY' })
})

test('P12 an answer that says nothing clear is no yes: the gate is broken, and that is not "not now"', async () => {
  for (const [broken, says] of [
    [answer({ status: 404 }), /^no: nobody knows whether operations are in flight: HTTP 404 from http:\/\/127.0.0.1:8080\/operations$/],
    [answer({ status: 302 }), /HTTP 302/],
    [answer({ body: '<html>hunter2' }), /operations: its answer is not JSON$/],
    [answer({ body: '{}' }), /no list at 'operations'$/],
    [answer({ bodyIs: 'cut' }), /is larger than 1048576 bytes$/],
    [{ kind: 'none', because: 'no answer within 10 s' }, /no answer within 10 s$/],
    [gone, /connection refused$/],
  ] as const) assert.match(await said({ url }, { said: [broken], looks: [{ ActiveState: 'active' }] }), says)
})

test('where nobody listens and no unit runs, nothing can be in flight; otherwise that proves nothing', async () => {
  const of = (state: string, one: LoopbackAnswer = gone): Promise<string> => said({ url }, { said: [one], looks: [{ ActiveState: state }] })
  for (const state of ['inactive', 'failed']) assert.match(await of(state), /^yes: nobody could say which operations are in flight \(no HTTP answer .*: connection refused\), but the daemon is not running$/)
  for (const state of ['active', 'activating', 'deactivating', 'reloading', '']) assert.match(await of(state), /^no: /, state)
  assert.match(await of('inactive', { kind: 'none', because: 'no answer within 10 s' }), /^no: /)
  assert.match(await of('inactive', answer({ status: 500 })), /^no: /)
  const { tools } = gateTools({ said: [gone] })
  for (const units of [[], [...aPlan().units, ...aPlan().units]]) {
    let asked = 0
    const half = { ...tools, property: async () => (asked++ === 0 ? 'inactive' : 'active') }
    assert.equal((await busy.make({ kind: 'busy', url }, half).ask(aPlan({ units }), signal)).kind, 'no')
  }
})

test('a unix socket is asked over HTTP', async (t) => {
  const socket = join(aDirectory(t), 'banger.sock')
  const server = createServer((request, response) => response.end(request.url === '/v1/operations?all=1' ? body : '[]'))
  await new Promise<void>((resolve) => { server.listen(socket, resolve) })
  t.after(() => server.close())
  const real = (changes: object): Promise<Answer> => busy.make({ kind: 'busy', socket, ...changes }, { ...gateTools().tools, ask: askLoopback }).ask(aPlan(), signal)
  const there = await real({ path: '/v1/operations?all=1', list: 'operations' })
  assert.match(there.kind === 'no' ? there.reason : 'yes', /^2 operations in flight/)
  assert.deepEqual(await real({}), { kind: 'yes' })
  const nowhere = await real({ socket: `${socket}x` })
  assert.match(nowhere.kind === 'no' ? nowhere.reason : 'yes', /banger.sockx \(\/\): the socket does not exist$/)
})

test('a command is asked in its sandbox, told both versions, and read whole or not at all', async () => {
  const ran = (status: number | null, output: string, trouble: string | null = null) => ({ answers: [{ status, output, trouble }], looks: [{ ActiveState: 'active' }] })
  const command = ['{path:acme}', 'operations', '--json', '{from}']
  assert.match(await said({ command }, ran(0, body)), /^not now: 2 operations/)
  assert.match(await said({ command }, ran(1, body)), /^no: .*acme ended with exit status 1$/)
  assert.match(await said({ command }, ran(null, '', 'timed out after 10 s')), /^no: .*acme gave no answer: timed out after 10 s$/)
  assert.match(await said({ command }, ran(0, `warning: old config\n${body}`)), /acme: its answer is not JSON$/)
  assert.match(await said({ command }, ran(0, `[]${' '.repeat(2 ** 20)}`)), /larger than 1048576 bytes$/)
  assert.match(await said({ command }, { ...ran(1, ''), looks: [{ ActiveState: 'inactive' }] }), /^yes: .*but the daemon is not running$/)
  assert.match(await said({ command }, { ...ran(null, '', 'killed'), looks: [{ ActiveState: 'inactive' }] }), /^no: /)
  const { tools, commands } = gateTools({ answers: [{ status: 0, output: '[]', trouble: null }] })
  await busy.make({ kind: 'busy', command, user: 'acme', timeout: '2s' }, tools).ask(aPlan(), signal)
  assert.deepEqual(commands, [{ argv: ['/usr/local/bin/acme', 'operations', '--json', '1.4.2'], user: 'acme', timeoutSeconds: 2, outputBytesMax: 2 ** 20 + 1 }])
})

test('E47 exactly one way to ask, and only this machine', () => {
  const isGood = (table: object): boolean => v.safeParse(busy.schema, { kind: 'busy', ...table }).success
  assert.ok(isGood({ url }) && isGood({ socket: '/run/x.sock' }) && isGood({ socket: '/run/x.sock', path: '/a?b=c' }) && isGood({ command: ['/x'], user: 'acme', done_values: ['ok', 1, true] }))
  for (const wrong of [{}, { url, socket: '/x' }, { url, command: ['/x'] }, { url: 'http://10.0.0.1/' }, { url: 'https://127.0.0.1/' }, { url: 'http://a:b@127.0.0.1/' }, { url, path: '/x' }, { url, user: 'acme' }, { socket: 'x.sock' }, { socket: `/${'x'.repeat(107)}` }, { socket: '/x', path: 'x' }, { socket: '/x', path: '/a b' }, { socket: '/x', path: '//x' }, { socket: '/x', path: '/x#y' }, { command: ['x'] }, { url, done_values: [] }, { url, ignore: ['*****'] }, { url, list: '' }])
    assert.equal(isGood(wrong), false, JSON.stringify(wrong))
})
