import { copyFileSync, existsSync, linkSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import pkg from '@yao-pkg/pkg/lib-es5/sea.js'

import { type Arch, paths } from './layout.ts'
import { nodeVersion, runtime } from './runtime.ts'

interface Injection {
  readonly script: string
  readonly arch: Arch
  /** Absolute: pkg changes its working directory before it resolves this. */
  readonly output: string
}

const settings = {
  useSnapshot: false,
  disableExperimentalSEAWarning: true,
  /**
   * Node's own warnings about node:ffi and the like are no news to an operator. The second (megabytes) is how much a young generation may grow,
   * and with it how many megabytes of buffers that were read and sent may lie about before they are collected.
   */
  execArgv: ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=1'],
  /** The default is "env": NODE_OPTIONS=--require=… would run foreign code inside a tool that runs as root. */
  execArgvExtension: 'none',
} as const

/** Puts the bundled script into a copy of Node. Called through pkg's API because its command line drops these settings. */
export async function inject({ script, arch, output }: Injection): Promise<void> {
  rmSync(output, { force: true })
  // A code cache is only valid on the machine (and by the very Node) that made it: the x64 one would be rejected with a warning.
  const seaConfig = { ...settings, useCodeCache: arch === 'x64' }
  const target = { nodeRange: `node${nodeVersion}`, platform: 'linux', arch, output } as const
  const home = process.env['HOME']
  if (arch === 'arm64') seedDownloads(arch)
  try {
    await pkg.default(script, { targets: [target], seaConfig, ...(arch === 'x64' ? { nodePath: runtime(arch) } : {}) })
  } finally {
    process.env['HOME'] = home
  }
}

/**
 * pkg *executes* the Node named by `nodePath` to learn its version, so one of a foreign machine cannot be named.
 * Instead its download folder (below HOME) is filled with what it would have downloaded: the binary and the marks of completeness.
 */
function seedDownloads(arch: Arch): void {
  const home = join(paths.cache, 'pkg-home')
  const name = `node-v${nodeVersion}-linux-${arch}`
  const downloads = join(home, '.pkg-cache', 'sea')
  const node = join(downloads, name, 'bin', 'node')
  mkdirSync(join(downloads, name, 'bin'), { recursive: true })
  if (!existsSync(node)) link(runtime(arch), node)
  for (const mark of [join(downloads, `${name}.tar.gz`), join(downloads, `${name}.tar.gz.ok`), `${node}.ok`]) writeFileSync(mark, '')
  process.env['HOME'] = home
}

function link(from: string, to: string): void {
  try {
    linkSync(from, to)
  } catch {
    copyFileSync(from, to)
  }
}
