import type { Shown } from '../upgrade/report.ts'
import { textOfShown } from './words/progress-text.ts'
import type { World } from './world.ts'

/** The unit's own status line (sd_notify STATUS=): sent when its text changes, in order; `end` waits for the last. */
export interface StatusLine { readonly show: (shown: Shown) => void; readonly end: () => Promise<void> }

export function statusLineOf(world: Pick<World, 'statusLine'>): StatusLine {
  let last = ''
  let sent: Promise<void> = Promise.resolve()
  return {
    show: (shown) => {
      const text = textOfShown(shown)
      if (text === last) return
      last = text
      sent = sent.then(() => world.statusLine(text))
    },
    end: () => sent,
  }
}
