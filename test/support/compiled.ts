import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Compiles a small C program or library into `directory`; answers its path. What else is said goes to the compiler as it is. */
export function compiled(directory: string, name: string, source: string, ...options: readonly string[]): string {
  const [path, code] = [join(directory, name), join(directory, `${name}.c`)]
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(code, source)
  execFileSync('gcc', ['-o', path, code, ...options], { stdio: ['ignore', 'ignore', 'pipe'] })
  return path
}

export const plainProgram = 'int main(void) { return 0; }\n'

/** A library with a function for each of these versions of its symbols, oldest first. */
export function versionedLibrary(directory: string, name: string, versions: readonly string[]): string {
  const script = join(directory, `${name}.map`)
  mkdirSync(directory, { recursive: true })
  writeFileSync(script, versions.map((version, index) => `${version} { global: of_${version}; ${index === 0 ? 'local: *; ' : ''}}${index === 0 ? '' : ` ${versions[index - 1] ?? ''}`};\n`).join(''))
  return compiled(directory, name, versions.map((version) => `int of_${version}(void) { return 1; }\n`).join(''), '-shared', '-fPIC', `-Wl,-soname,${name}`, `-Wl,--version-script=${script}`)
}
