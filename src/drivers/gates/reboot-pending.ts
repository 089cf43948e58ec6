import type { ReadsDisk } from '../../host/types.ts'
import type { Answer } from '../../upgrade/ports.ts'

/** Debian's and Ubuntu's packages make it when what they replaced is in use until the next boot. */
const marker = '/run/reboot-required'

/** No reason to wait, and worth knowing when the new version behaves strangely: a library or a kernel is not the one that is installed. */
export function rebootPending(disk: ReadsDisk): { ask(): Promise<Answer> } {
  return {
    async ask() {
      return (await disk.look(marker)) === null ? { kind: 'yes' } : { kind: 'yes', remark: `this machine waits for a reboot ('${marker}'), so that some of its packages are not in effect yet` }
    },
  }
}
