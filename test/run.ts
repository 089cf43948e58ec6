import { fileURLToPath } from 'node:url'
import { runTests } from './runner/run-tests.ts'
import { runTool } from './runner/run-tool.ts'
import { suites, type Suite } from './runner/suites.ts'
import { sum, tallyLine, type Tally } from './runner/tally.ts'

// node test/run.ts [suite …]: all suites, or these. The last line is `N passed, N failed`; the exit code is 1 when any failed.

const root = fileURLToPath(new URL('../', import.meta.url))
const say = (text: string): void => void process.stdout.write(`${text}\n`)

function chosen(names: readonly string[]): readonly Suite[] {
  const unknown = names.find((name) => !suites.some((suite) => suite.name === name))
  const needed = suites.flatMap((suite) => (suite.kind === 'tests' && suite.needs !== undefined && names.includes(suite.name) ? [suite.needs] : []))
  if (unknown === undefined) return names.length === 0 ? suites : suites.filter(({ name }) => names.includes(name) || needed.includes(name))
  say(`there is no suite '${unknown}'; there are: ${suites.map((suite) => suite.name).join(', ')}`)
  process.exit(64)
}

async function told(suite: Suite): Promise<Tally> {
  const began = performance.now()
  const lines: string[] = []
  // Tools run beside the tests: their words are kept until they are done, so that nothing is mixed up.
  const speak = suite.kind === 'tool' ? (text: string) => void lines.push(text) : say
  if (suite.kind === 'tests') say(`${suite.name} …`)
  const tally = suite.kind === 'tests' ? await runTests(suite, root, speak) : await runTool(suite, root, speak)
  for (const line of lines) say(line)
  say(`${suite.name}: ${tallyLine(tally)} in ${((performance.now() - began) / 1000).toFixed(1)} s`)
  return tally
}

/** Tools beside the folders of tests; those one after the other, each with the whole machine once the tool that it needs has ended. */
async function all(wanted: readonly Suite[]): Promise<readonly Tally[]> {
  const tools = new Map(wanted.flatMap((suite) => (suite.kind === 'tool' ? [[suite.name, told(suite)] as const] : [])))
  const tallies: Tally[] = []
  for (const suite of wanted) {
    if (suite.kind === 'tool') continue
    await tools.get(suite.needs ?? '')
    tallies.push(await told(suite))
  }
  return [...tallies, ...await Promise.all(tools.values())]
}

if (Number(process.versions.node.split('.')[0]) < 26) {
  say(`this is Node ${process.versions.node}; the tests need 26: npm test, or node_modules/.bin/node test/run.ts`)
  process.exit(1)
}
const total = sum(await all(chosen(process.argv.slice(2))))
say('')
say(tallyLine(total))
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0
