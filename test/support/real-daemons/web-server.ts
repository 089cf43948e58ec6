import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import type { Certificate } from '../certificates.ts'

/** What to serve, and where: `leader` is PID 1 of a container, whose loopback and whose life the server shares. */
export interface Serving {
  readonly site: string
  readonly folder: string
  readonly leader: number
  readonly port: number
  /** 127.0.0.1 unless said otherwise. */
  readonly address?: string
  /** With it it speaks https, and nothing else. */
  readonly certificate?: Certificate
}

/**
 * This machine's own nginx, on the container's loopback. It joins the container's process namespace too: when the container
 * dies, the kernel ends it, so there is nothing to stop and nothing to leave behind. Returns when it listens.
 */
export function serve(serving: Serving): void {
  mkdirSync(serving.folder, { recursive: true })
  const configuration = join(serving.folder, 'nginx.conf')
  for (const part of ['cert', 'key'] as const) if (serving.certificate !== undefined) writeFileSync(join(serving.folder, part), serving.certificate[part])
  writeFileSync(configuration, configurationOf(serving))
  // nginx binds its sockets before it goes into the background, so its return means that it listens.
  const nginx = ['nginx', '-p', serving.folder, '-c', configuration]
  execFileSync('nsenter', ['--target', String(serving.leader), '--net', '--pid', '--', ...nginx], { timeout: 30_000, stdio: ['ignore', 'ignore', 'inherit'] })
}

function configurationOf({ site, folder, port, address = '127.0.0.1', certificate }: Serving): string {
  return `user root;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events { worker_connections 64; }
http {
  access_log ${folder}/access.log;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  sendfile on;
  server { listen ${address}:${port}${certificate === undefined ? '' : ` ssl; ssl_certificate ${folder}/cert; ssl_certificate_key ${folder}/key`}; root ${site}; }
}
`
}
