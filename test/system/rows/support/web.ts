import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, connect, type Socket } from 'node:net'
import { join } from 'node:path'
import type { TestContext } from 'node:test'

import { anAuthority } from '../../../support/certificates.ts'

/** What answers for a name: files of a folder, or a server of this test process, by its port. */
export type Answering = { readonly files: string } | { readonly port: number }

export interface Web {
  /** Who vouches for all of these names; what `[network] certificates` names. */
  readonly authority: string
  /** Every request that came, oldest first: `host method path status`. */
  readonly asked: () => readonly string[]
}
export interface WebWanted { readonly folder: string; readonly leader: number; readonly names: Readonly<Record<string, Answering>> }

/**
 * This machine's own nginx on port 443 of a container's loopback, with a certificate, under the names that the shipped app files use; the container's
 * /etc/hosts must lead there. So an app file needs no other address to be tested. It ends with the container.
 */
export async function aWeb(t: TestContext, { folder, leader, names }: WebWanted): Promise<Web> {
  mkdirSync(folder, { recursive: true })
  const authority = anAuthority(t)
  const { cert, key } = authority.issue({ names: Object.keys(names).map((name) => `DNS:${name}`).join(',') })
  writeFileSync(join(folder, 'cert'), cert)
  writeFileSync(join(folder, 'key'), key)
  const servers: string[] = []
  for (const [name, answering] of Object.entries(names)) servers.push(serverText(name, 'files' in answering ? `root ${answering.files};` : relayText(await relay(t, join(folder, `${name}.socket`), answering.port))))
  const configuration = join(folder, 'nginx.conf')
  writeFileSync(configuration, configurationText(folder, servers))
  execFileSync('nsenter', ['--target', String(leader), '--net', '--pid', '--', 'nginx', '-p', folder, '-c', configuration], { timeout: 30_000, stdio: ['ignore', 'ignore', 'inherit'] })
  return { authority: authority.pem, asked: () => readFileSync(join(folder, 'access.log'), 'utf8').split('\n').filter((line) => line !== '') }
}

/** The container has a network of its own, but files are the same: a server out here is reached by a socket that lies in a folder. */
async function relay(t: TestContext, socket: string, port: number): Promise<string> {
  const open = new Set<Socket>()
  const server = createServer((client) => {
    const inner = connect(port, '127.0.0.1')
    for (const one of [client, inner]) {
      open.add(one)
      one.on('error', () => { client.destroy() })
      one.once('close', () => open.delete(one))
    }
    client.once('close', () => { inner.destroy() })
    client.pipe(inner).pipe(client)
  })
  await new Promise<void>((resolve) => { server.listen(socket, resolve) })
  t.after(() => {
    for (const one of open) one.destroy()
    server.close()
  })
  return socket
}

/** GitHub's interface has a name of its own, and our forge knows one repository, under the path that an own GitHub Enterprise has. */
const relayText = (socket: string): string => `location / {
      rewrite ^/repos/[^/]+/[^/]+/(.*)$ /api/v3/repos/acme/jaco/$1 break;
      proxy_pass http://unix:${socket};
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
    }`

const serverText = (name: string, what: string): string => `  server {
    listen 127.0.0.1:443 ssl;
    server_name ${name};
    ${what}
  }
`

const configurationText = (folder: string, servers: readonly string[]): string => `user root;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events { worker_connections 64; }
http {
  log_format plain '$host $request_method $request_uri $status';
  access_log ${folder}/access.log plain;
  ssl_certificate ${folder}/cert;
  ssl_certificate_key ${folder}/key;
  client_max_body_size 64m;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
${servers.join('')}}
`
