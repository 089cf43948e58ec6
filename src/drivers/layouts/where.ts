import { posix } from 'node:path'
import type { DriverSettings } from '../../upgrade/plan.ts'

/** Where a layout wants releases to lie: inside its home, so that a switch is one rename; else where we keep them. */
export function releasesIn(settings: DriverSettings, ours: string): string {
  return settings.kind === 'links' ? posix.join(String(settings['home']), 'releases') : ours
}

/** Where the file of a release that ran before lies, once its successor is live. */
export function keptFile(settings: DriverSettings, directory: string, file: { readonly name: string; readonly publicPath: string }): string {
  return settings.kind === 'links' ? posix.join(directory, file.name) : `${file.publicPath}.prev`
}
