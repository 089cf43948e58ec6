import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export interface Proxying { readonly folder: string; readonly leader: number; readonly port: number; readonly user: string; readonly password: string }
/** What it said it was asked: `CONNECT 198.51.100.7:8443 HTTP/1.1`. */
export interface RunningProxy { readonly asked: readonly string[] }

/**
 * This machine's own tinyproxy, on the container's loopback, insisting on credentials. It lives and dies with the container: see `serve`. Resolves when
 * it listens.
 */
export async function proxy({ folder, leader, port, user, password }: Proxying): Promise<RunningProxy> {
  mkdirSync(folder, { recursive: true })
  const configuration = join(folder, 'tinyproxy.conf')
  writeFileSync(configuration, `Port ${port}\nListen 127.0.0.1\nTimeout 60\nMaxClients 10\nLogLevel Info\nAllow 127.0.0.1\nBasicAuth ${user} ${password}\n`)
  const child = spawn('nsenter', ['--target', String(leader), '--net', '--pid', '--', 'tinyproxy', '-d', '-c', configuration], { stdio: ['ignore', 'pipe', 'inherit'] })
  child.unref()
  const asked: string[] = []
  const lines = createInterface(child.stdout)
  await new Promise<void>((resolve, reject) => {
    void once(child, 'exit').then(() => reject(new Error('tinyproxy ended')))
    lines.on('line', (line) => {
      if (line.includes('Accepting connections')) resolve()
      const [, request] = /Request \(file descriptor \d+\): (.*)$/.exec(line) ?? []
      if (request !== undefined) asked.push(request)
    })
  })
  return { asked }
}
