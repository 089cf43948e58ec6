import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { nobody, type Question } from '../../../../src/config/draft/init-report.ts'
import { askingAt } from '../../../../src/main/init/ask-line.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

/** A terminal at which these lines are typed, each as soon as something is asked. */
function terminal(...typed: readonly string[]): { readonly streams: Parameters<typeof askingAt>[0]; readonly shown: () => string } {
  const [input, output, left] = [new PassThrough(), new PassThrough(), [...typed]]
  let shown = ''
  output.on('data', (chunk: Buffer) => {
    shown += chunk.toString()
    if (/[?\]] $/.test(shown) && left.length > 0) input.write(left.shift() ?? '')
  })
  const at = (stream: PassThrough): never => Object.assign(stream, { isTTY: true }) as never
  return { streams: { input: at(input), output: at(output) }, shown: () => shown }
}
const question: Question = { text: 'Which unit?', proposal: 'acme.service', fault: (answer) => (answer.endsWith('.service') ? null : 'That is no unit.') }

test('an answer, an empty answer, and one that is corrected', async () => {
  assert.equal(await askingAt(terminal(' jaco.service \n').streams)(question), 'jaco.service')
  assert.equal(await askingAt(terminal('\n').streams)(question), 'acme.service')
  const { streams, shown } = terminal('jaco\n', 'jaco.service\n')
  assert.equal(await askingAt(streams)(question), 'jaco.service')
  assert.match(shown(), /Which unit\? \[acme\.service\].*That is no unit\./s)
})

test('nobody is asked for ever', async () => {
  assert.equal(await askingAt(terminal('a\n', 'b\n', 'c\n', 'd.service\n').streams)({ ...question, proposal: null }), null)
})

test('^C ends it', async () => {
  await rejectsWithFailure('USAGE', /not answered/, askingAt(terminal('\x03').streams)(question))
})

test('where nobody sits nothing is asked', () => {
  const [input, output] = [new PassThrough(), new PassThrough()]
  assert.equal(askingAt({ input: input as never, output: output as never }), nobody)
})
