import { dirname } from 'node:path'
import { failure } from '../../errors.ts'
import { quoted } from '../../formats/printable.ts'
import { readVersion } from '../../release/version.ts'
import type { PlannedFile } from '../../upgrade/plan.ts'

const any = /\{([a-z]+(?::[^{}]*)?)\}/g

/** As much of a plan as a placeholder can stand for. */
type Placeable = Pick<PlannedFile, 'name' | 'publicPath'>
export interface Fillings { readonly files: readonly [Placeable, ...Placeable[]]; readonly to: { readonly version: string } }

/** The first that nobody will fill in, or null. Other braces are left alone: JSON and programs use them, too. */
export function unknownPlaceholder(text: string): string | null {
  for (const [whole, word] of text.matchAll(any)) if (word !== 'live' && word !== 'version' && word?.startsWith('path:') !== true) return whole
  return null
}

/**
 * `{live}`: the directory of the first managed file's public path. `{path:jacod}`: the public path of that file.
 * `{version}`: the version that should be running, which is the plan's target.
 */
export function fillIn(text: string, plan: Fillings): string {
  return text.replaceAll(any, (whole, word: string) => {
    if (word === 'live') return dirname(plan.files[0].publicPath)
    if (word === 'version') return plan.to.version
    return word.startsWith('path:') ? pathOf(word.slice('path:'.length), plan) : whole
  })
}

/**
 * Asks for a version that nobody knows: what was placed by hand before the first upgrade has a label of ours for a version, which no daemon
 * can say. To hold it to that would make every way back to it look ill.
 */
export function asksInVain(text: string, plan: Fillings): boolean {
  return text.includes('{version}') && readVersion(plan.to.version) === null
}

function pathOf(name: string, plan: Fillings): string {
  const file = plan.files.find((one) => one.name === name)
  if (file !== undefined) return file.publicPath
  throw failure('CONFIG', `{path:${name}} names no managed file`, { next: `There are ${plan.files.map((one) => quoted(one.name)).join(', ')}.` })
}
