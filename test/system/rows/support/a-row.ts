import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'

import type { Suite } from '../../bed/root.ts'
import { anOperatorsHost, type Host, put } from '../../upgrade/support/an-operators-host.ts'
import { type Answering, aWeb, type Web } from './web.ts'

/** A machine with the package, and a publisher's servers on its loopback, under their real names. */
export interface Row {
  readonly host: Host
  readonly web: Web
  /** Out of the machine: what https://releases.example.org serves. */
  readonly site: string
  /** Out of the machine: a folder of this test's own. */
  readonly scratch: string
}
export interface RowWanted { readonly suite: Suite; readonly packages?: readonly string[]; readonly names?: Readonly<Record<string, Answering>> }

export const releasesHost = 'releases.example.org'
export const authorityPath = '/etc/ssl/publishers.pem'

/** Whoever makes one removes its machine: `await using`. */
export async function aRow(t: TestContext, { suite, packages = [], names = {} }: RowWanted): Promise<Row & AsyncDisposable> {
  const scratch = mkdtempSync(join(tmpdir(), 'app-upgrade-'))
  t.after(() => rmSync(scratch, { recursive: true }))
  const site = join(scratch, 'site')
  mkdirSync(site)
  const host = await anOperatorsHost({ suite, packages })
  const all = { [releasesHost]: { files: site }, ...names }
  const web = await aWeb(t, { folder: join(scratch, 'nginx'), leader: host.machine.leader, names: all })
  put(host, '/etc/hosts', `${readFileSync(join(host.machine.root, '/etc/hosts'), 'utf8')}${Object.keys(all).map((name) => `127.0.0.1 ${name}\n`).join('')}`)
  put(host, authorityPath, web.authority)
  return { host, web, site, scratch, [Symbol.asyncDispose]: async () => await host[Symbol.asyncDispose]() }
}

/** What in a shipped app file is not what it is here: keys, and names of a second app. Each text must stand in it exactly once. */
export type Changes = readonly (readonly [from: string, to: string])[]

/**
 * Puts an app file in its place as the package ships it (read where the package has laid it), with these changes. Beside it lies a drop-in with what
 * only this machine needs: whose certificates to believe, and times that a test can wait for.
 */
export function useShippedFile({ host }: Pick<Row, 'host'>, name: string, { changes = [], as = `/etc/app-upgrade/${name}.toml`, more = '' }: { readonly changes?: Changes; readonly as?: string; readonly more?: string } = {}): void {
  put(host, as, changed(shipped(host, name), changes))
  put(host, `${as}.d/90-here.toml`, `${more}\n[network]\ncertificates = "${authorityPath}"\n[health]\ndeadline = "15s"\nsteady = "1s"\n[rollback]\ndeadline = "2min"\n`)
}

export function shipped({ machine }: Host, name: string): string {
  return readFileSync(join(machine.root, `/usr/share/doc/app-upgrade/examples/${name}.toml`), 'utf8')
}

export function changed(text: string, changes: Changes): string {
  return changes.reduce((now, [from, to]) => {
    assert.equal(now.split(from).length, 2, `'${from}' must stand there once:\n${now}`)
    return now.replace(from, () => to)
  }, text)
}
