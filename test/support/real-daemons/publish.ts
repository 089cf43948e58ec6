import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A publisher's key pair, made by the real minisign for one run and thrown away with its folder. */
export interface Publisher { readonly secretKey: string; readonly publicKey: string }

export function aPublisher(folder: string): Publisher {
  mkdirSync(folder, { recursive: true })
  const [secretKey, publicFile] = [join(folder, 'minisign.key'), join(folder, 'minisign.pub')]
  execFileSync('minisign', ['-G', '-f', '-W', '-s', secretKey, '-p', publicFile], { stdio: 'ignore', timeout: 30_000 })
  const publicKey = readFileSync(publicFile, 'utf8').trim().split('\n').at(-1) ?? ''
  return { secretKey, publicKey }
}

/** What a project publishes: `<name>-v<version>-linux-amd64.tar.gz`, or with another ending, with one executable in a top directory. */
export interface Publication { readonly name: string; readonly version: string; readonly binary: string; readonly executable: string; readonly ending?: string }

export function artifactName(published: Omit<Publication, 'executable'>): string {
  return `${published.name}-v${published.version}-linux-amd64${published.ending ?? '.tar.gz'}`
}

/**
 * Lays the release below `site`, as a web server would serve it: `v<version>/` with the tarball, SHA256SUMS and its
 * signature, whose trusted comment names the list and the version. Returns the tarball's path.
 */
export async function publish(site: string, by: Publisher, published: Publication): Promise<string> {
  const tarball = placeFor(site, published)
  pack(tarball, published)
  await sign(tarball, by, published)
  return tarball
}

/** The same for a tarball that exists already: hard-linked, so that many large releases cost nothing. */
export async function publishTarball(site: string, by: Publisher, published: Omit<Publication, 'executable'>, ready: string): Promise<string> {
  const tarball = placeFor(site, published)
  linkSync(ready, tarball)
  await sign(tarball, by, published)
  return tarball
}

function placeFor(site: string, published: Omit<Publication, 'executable'>): string {
  const folder = join(site, `v${published.version}`)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  return join(folder, artifactName(published))
}

/** `gzip` says how: a command that compresses its standard input. */
export function pack(tarball: string, published: Publication, gzip = 'gzip -6'): void {
  const top = `${published.name}-${published.version}.linux-amd64`
  const folder = join(`${tarball}.partial`, top)
  mkdirSync(folder, { recursive: true })
  execFileSync('cp', ['--sparse=always', published.executable, join(folder, published.binary)])
  execFileSync('tar', ['-C', `${tarball}.partial`, '--owner=0', '--group=0', '--mode=0755', '-I', gzip, '-cf', tarball, top], { timeout: 1_800_000 })
  rmSync(`${tarball}.partial`, { recursive: true })
}

/** SHA256SUMS beside the tarball, and the signature over it. */
export async function sign(tarball: string, by: Publisher, published: Omit<Publication, 'executable'>): Promise<void> {
  const file = artifactName(published)
  const list = join(tarball, '..', 'SHA256SUMS')
  writeFileSync(list, `${await sha256(tarball)}  ${file}\n`)
  // As minisign words its own, tabs between: what was signed, and of which version it is.
  const comment = `file:SHA256SUMS\tversion:v${published.version}`
  execFileSync('minisign', ['-S', '-W', '-s', by.secretKey, '-m', list, '-x', `${list}.minisig`, '-t', comment], { stdio: 'ignore', timeout: 30_000 })
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk as Uint8Array)
  return hash.digest('hex')
}
