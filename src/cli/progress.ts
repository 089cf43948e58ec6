import type { Shown } from '../upgrade/report.ts'
import { startSaysEveryMs } from './limits.ts'
import { barOf } from './words/bar.ts'
import { isOfAStart, readFetching, textOfShown, topicOf } from './words/progress-text.ts'
import type { World } from './world.ts'

/** Shows what goes on while a run lasts; `end` clears what is not meant to stay. */
export interface Progress {
  readonly show: (shown: Shown) => void
  readonly end: () => void
}

/** A single changing line where a person looks, one stable line for each step in a pipe; always on standard error. */
export function progressOf(world: Pick<World, 'terminal' | 'clock'>): Progress {
  return world.terminal.stderrIsTerminal ? changingLine(world) : stableLines(world)
}

/** Shows nothing: for `--json` in a pipe, where standard error is for trouble only. */
export const silent: Progress = { show: () => undefined, end: () => undefined }

function changingLine({ terminal, clock }: Pick<World, 'terminal' | 'clock'>): Progress {
  const download = { what: '', sinceMs: 0 }
  let drawn = ''
  return {
    show: (shown) => {
      const text = textOfShown(shown)
      const fetching = readFetching(text)
      if (fetching !== null && fetching.what !== download.what) Object.assign(download, { what: fetching.what, sinceMs: clock.monotonicMs() })
      const line = fetching === null ? text : barOf(fetching, clock.monotonicMs() - download.sinceMs)
      const fits = Array.from(line).slice(0, Math.max(10, terminal.columns - 1)).join('')
      if (fits === drawn) return
      drawn = fits
      terminal.err(`\r${fits}\x1b[K`)
    },
    end: () => { if (drawn !== '') terminal.err('\r\x1b[K') },
  }
}

function stableLines({ terminal, clock }: Pick<World, 'terminal' | 'clock'>): Progress {
  let last: string | null = null
  let startSaidMs = -Infinity
  return {
    show: (shown) => {
      const topic = topicOf(shown)
      if (topic === null || topic === last) return
      // A daemon may count rows there.
      if (isOfAStart(topic) && clock.monotonicMs() - startSaidMs < startSaysEveryMs) return
      if (isOfAStart(topic)) startSaidMs = clock.monotonicMs()
      last = topic
      terminal.err(`${topic}\n`)
    },
    end: () => undefined,
  }
}
