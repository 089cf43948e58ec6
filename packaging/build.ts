import { parseArgs } from 'node:util'

import { buildExecutable } from './build/executable.ts'
import type { Arch } from './build/layout.ts'

// npm run build [-- --arch x64|arm64]: the single executable. Packages are made of it by packaging/package.ts.
const { values } = parseArgs({ options: { arch: { type: 'string', default: 'x64' } } })
console.log(await buildExecutable(archNamed(values.arch)))

function archNamed(name: string): Arch {
  if (name === 'x64' || name === 'arm64') return name
  throw new Error(`--arch is x64 or arm64, not '${name}'`)
}
