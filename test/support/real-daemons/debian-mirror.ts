import { execFileSync } from 'node:child_process'

/** Where this machine gets Debian from, as its own apt sources say. No mirror is named in the repository. */
export function debianMirror(): string {
  const format = '$(RELEASE) $(COMPONENT) $(REPO_URI)'
  const listed = execFileSync('apt-get', ['indextargets', '--format', format, 'Identifier: Packages'], { encoding: 'utf8', timeout: 60_000 })
  const mirror = mirrorIn(listed)
  if (mirror === null) throw new Error('none of the apt sources of this machine names a Debian suite')
  return mirror
}

const suites = ['bookworm', 'trixie', 'forky', 'sid', 'stable', 'oldstable', 'testing', 'unstable']

/** Lines of `suite component address`; updates and security live elsewhere, third parties use other suites or components. */
export function mirrorIn(listed: string): string | null {
  for (const line of listed.split('\n')) {
    const [suite = '', component, address] = line.split(' ')
    if (component === 'main' && address !== undefined && suites.includes(suite)) return address
  }
  return null
}
