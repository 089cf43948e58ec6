import { join } from 'node:path'

/** The root of the repository; every path of the build is below it. */
export const repository = join(import.meta.dirname, '..', '..')

/** Where the build leaves what it made. `.cache` may be deleted at any time and costs only time. */
export const paths = {
  source: join(repository, 'src'),
  entry: join(repository, 'src', 'main.ts'),
  build: join(repository, 'build'),
  dist: join(repository, 'dist'),
  cache: join(repository, '.cache'),
} as const

/** The two machines we build for, as Node names them. */
export type Arch = 'x64' | 'arm64'

export function executablePath(arch: Arch): string {
  return join(paths.build, `app-upgrade-${arch}`)
}
