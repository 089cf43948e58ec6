import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'

/** A directory of this test's own, gone when the test is. */
export function aDirectory(t: { after(act: () => void): void }): string {
  const path = mkdtempSync(join(tmpdir(), 'app-upgrade-test-'))
  t.after(() => rmSync(path, { recursive: true, force: true }))
  return path
}

/** A file system of its own with very little room (`size=64k,nr_inodes=8`); needs root, as all of this program does. */
export function aSmallDisk(t: TestContext, options: string): string {
  const path = mkdtempSync(join(tmpdir(), 'app-upgrade-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path])
  t.after(() => {
    execFileSync('umount', ['-l', path])
    rmSync(path, { recursive: true, force: true })
  })
  return path
}
