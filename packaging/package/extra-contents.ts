import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

import { repository } from '../build/layout.ts'

/** Where a generated file belongs, by its name; null for files that are not for the package. */
function destination(name: string): string | null {
  const section = /\.([1-8])\.gz$/.exec(name)?.[1]
  if (section !== undefined) return `/usr/share/man/man${section}/${name}`
  if (name === 'app-upgrade.fish') return `/usr/share/fish/vendor_completions.d/${name}`
  if (name === '_app-upgrade') return `/usr/share/zsh/vendor-completions/${name}`
  if (name === 'app-upgrade.bash' || name === 'app-upgrade') return '/usr/share/bash-completion/completions/app-upgrade'
  return null
}

/** Lines for `contents` of nfpm.yaml: the man pages and completions that were generated before, if they were, and the README. */
export function extraContents(): string {
  const readme = existsSync(join(repository, 'README.md')) ? [line('README.md', '/usr/share/doc/app-upgrade/README.md')] : []
  return [...readme, ...['build/man', 'build/completions'].flatMap(linesOf)].join('')
}

function line(source: string, place: string): string {
  return `  - { src: "${source}", dst: "${place}", file_info: { mode: 0644 } }\n`
}

function linesOf(folder: string): readonly string[] {
  const path = join(repository, folder)
  if (!existsSync(path)) return []
  return readdirSync(path).sort().flatMap((name) => {
    const place = destination(name)
    return place === null ? [] : [line(`${folder}/${name}`, place)]
  })
}
