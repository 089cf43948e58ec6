import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Files by their path below a folder. Executable, all of them: as programs are. */
export type Files = Readonly<Record<string, string | Buffer>>

export function writeFiles(folder: string, files: Files): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content, { mode: 0o755 })
  }
}

export function run(argv: readonly [string, ...string[]], cwd: string): string {
  const [program, ...rest] = argv
  return execFileSync(program, rest, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000 })
}

/** A tarball as release scripts make it: GNU tar, sorted, owner and group 0. `top`: its one directory; null when its members lie flat. */
export function tarball(path: string, top: string | null, files: Files): Buffer {
  const work = `${path}.work`
  writeFiles(top === null ? work : join(work, top), files)
  const members = top === null ? Object.keys(files) : [top]
  run(['tar', '--sort=name', '--owner=0', '--group=0', '--numeric-owner', '-C', work, '-czf', path, ...members], '/')
  rmSync(work, { recursive: true })
  return readFileSync(path)
}

/** What `sha256sum` writes about these files of a folder. */
export function sha256sums(folder: string, names: readonly string[]): void {
  writeFileSync(join(folder, 'SHA256SUMS'), run(['sha256sum', ...names], folder))
}

/** The real minisign with its own words (`timestamp:… file:SHA256SUMS hashed`): what stands beside a file of this name. */
export function minisign(folder: string, name: string, secretKey: string): void {
  run(['minisign', '-S', '-W', '-s', secretKey, '-m', name], folder)
}

/** A key pair of the real minisign. */
export function aMinisignKey(folder: string): { readonly secretKey: string; readonly keyLine: string } {
  mkdirSync(folder, { recursive: true })
  run(['minisign', '-G', '-f', '-W', '-s', 'minisign.key', '-p', 'minisign.pub'], folder)
  return { secretKey: join(folder, 'minisign.key'), keyLine: readFileSync(join(folder, 'minisign.pub'), 'utf8').trim().split('\n').at(-1) ?? '' }
}

/** An ECDSA key pair on P-256, as cosign and openssl make it. */
export function anEcdsaKey(folder: string): { readonly secretKey: string; readonly publicPem: string } {
  mkdirSync(folder, { recursive: true })
  run(['openssl', 'ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', 'key.pem'], folder)
  return { secretKey: join(folder, 'key.pem'), publicPem: run(['openssl', 'ec', '-in', 'key.pem', '-pubout'], folder) }
}

/** What `cosign sign-blob --key` writes: the signature in DER, as base64 without a line feed. */
export function ecdsaSign(file: string, secretKey: string): string {
  return execFileSync('openssl', ['dgst', '-sha256', '-sign', secretKey, file]).toString('base64')
}
