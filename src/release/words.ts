/** The processors we know, each with the spellings publishers use; the first is the one we say (and Go's). */
export const architectureSpellings = {
  amd64: ['amd64', 'x86_64', 'x64'],
  arm64: ['arm64', 'aarch64'],
} as const satisfies Record<string, readonly [string, ...string[]]>

/** Words that follow a version in a file name and are no part of it. */
const platformWords: ReadonlySet<string> = new Set([
  ...architectureSpellings.amd64, ...architectureSpellings.arm64,
  'linux', 'darwin', 'windows', 'freebsd', 'unknown', 'musl', 'gnu', 'static', 'i386', 'i686', '386', 'armv6', 'armv7', 'armhf', 'riscv64', 'ppc64le', 's390x',
  'tar', 'tgz', 'zip', 'gz', 'bz2', 'xz', 'zst', 'deb', 'rpm', 'apk', 'sha256', 'minisig', 'sig', 'sha256sums',
])

export function isPlatformWord(word: string): boolean {
  return platformWords.has(word.toLowerCase())
}
