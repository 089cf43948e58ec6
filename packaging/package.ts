import { parseArgs } from 'node:util'

import { makePackage } from './package/make-package.ts'

// node packaging/package.ts [--arch x64|arm64] [--fast]: the .deb and the .rpm below dist/ (with --fast: build/fast/).
const { values } = parseArgs({ options: { arch: { type: 'string', default: 'x64' }, fast: { type: 'boolean', default: false } } })
const arch = values.arch
if (arch !== 'x64' && arch !== 'arm64') throw new Error(`--arch is x64 or arm64, not '${arch}'`)
for (const format of ['deb', 'rpm'] as const) console.log(await makePackage({ format, arch, compression: values.fast ? 'fast' : 'small' }))
