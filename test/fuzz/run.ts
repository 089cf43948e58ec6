import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { fuzz } from './fuzz.ts'
import { targets } from './targets.ts'

// node test/fuzz/run.ts [--seconds 60] [--seed N] [target …]: every reader of foreign bytes, or these, each for so long. The seed is
// printed; what is found is kept as a file, and the exit code is 1.

const { values, positionals } = parseArgs({ allowPositionals: true, options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string' }, help: { type: 'boolean' } } })
const say = (text: string): void => void process.stdout.write(`${text}\n`)
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed)
const chosen = targets.filter(({ name }) => positionals.length === 0 || positionals.includes(name))

if (values.help === true || chosen.length === 0) {
  say(`node test/fuzz/run.ts [--seconds 60] [--seed N] [target …]\ntargets: ${targets.map(({ name }) => `'${name}'`).join(', ')}`)
  process.exit(values.help === true ? 0 : 64)
}

let found = 0
say(`seed ${seed}`)
for (const target of chosen) {
  const { inputs, accepted, slowestMs, findings } = await fuzz(target, { seed, milliseconds: Number(values.seconds) * 1000 })
  say(`${target.name}: ${inputs} inputs, ${accepted} accepted, ${findings.length} findings, slowest ${slowestMs.toFixed(0)} ms, memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB`)
  for (const { what, number, input } of findings.slice(0, 10)) {
    const path = join(tmpdir(), `fuzz-${target.name.replaceAll(' ', '-')}-${seed}-${number}`)
    writeFileSync(path, input)
    say(`  ${path}: ${what}`)
  }
  found += findings.length
}
process.exit(found === 0 ? 0 : 1)
