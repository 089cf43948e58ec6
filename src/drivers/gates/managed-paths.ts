import { posix } from 'node:path'
import type { ReadsDisk } from '../../host/types.ts'
import type { Plan } from '../../upgrade/plan.ts'
import { linksFollowedMax } from './limits.ts'

/** Whether what a path leads to changes when this plan is carried out. */
export interface ManagedPaths {
  isChanged(path: string): Promise<'yes' | 'no'>
  /** The managed file that a name without a path means, as shells and execvp(3) look for it. */
  isFoundBy(name: string): 'yes' | 'no'
}

const searched = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin']

/**
 * By name, link after link: a public path, or anything below `<home>/current`, is reached on the way to the file or it is not. The file itself proves nothing:
 * whoever names `<home>/releases/1.0.0/acmed` names today's file, and will tomorrow, too.
 */
export function managedPaths(plan: Plan, disk: ReadsDisk): ManagedPaths {
  const current = plan.layout.kind === 'links' ? posix.join(String(plan.layout['home']), 'current') : null
  const isOurs = (path: string): boolean => plan.files.some(({ publicPath }) => publicPath === path) || (current !== null && (path === current || path.startsWith(`${current}/`)))
  return {
    async isChanged(path) {
      for (let hops = 0, at: string | null = posix.normalize(path); at !== null && hops < linksFollowedMax; hops++) {
        if (isOurs(at)) return 'yes'
        at = await oneLinkOn(disk, at)
      }
      return 'no'
    },
    isFoundBy: (name) => (plan.files.some(({ publicPath }) => posix.basename(publicPath) === name && searched.includes(posix.dirname(publicPath))) ? 'yes' : 'no'),
  }
}

/** The path with its first link replaced by where it leads; null when there is none on the way. */
async function oneLinkOn(disk: ReadsDisk, path: string): Promise<string | null> {
  const parts = path.split('/').filter((part) => part !== '')
  for (let count = 1; count <= parts.length; count++) {
    const at = `/${parts.slice(0, count).join('/')}`
    const facts = await disk.look(at)
    if (facts === null) return null
    const target = facts.kind === 'symlink' ? await disk.readLink(at) : null
    if (target !== null) return posix.join(posix.resolve(posix.dirname(at), target), ...parts.slice(count))
  }
  return null
}
