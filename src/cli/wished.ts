import { failure } from '../errors.ts'
import { isPrintable } from '../formats/printable.ts'
import { parseAppName } from '../release/instance.ts'
import type { Wish } from '../upgrade/wish-report.ts'
import { reasonCharactersMax } from './limits.ts'
import { sayAnswer } from './say.ts'
import { textOfWish } from './screens/wish.ts'
import { type Call, given } from './verb.ts'
import type { World } from './world.ts'
import { wishEventOf } from './words/wish-event.ts'

/** Has a wish written down, told to the system journal, and says what it means: the same for `pin`, `hold`, `channel` and their opposites. */
export async function wished(call: Call, world: World, wish: Wish): Promise<number> {
  const app = await world.chooseApp(parseAppName(given(call, 'APP') ?? ''))
  const report = await world.wish(app, wish)
  const event = wishEventOf(report, wish, world.caller.actor)
  if (event !== null) await world.finalEvent(event)
  sayAnswer(call, world, report, () => textOfWish(report))
  return 0
}

/** Null when none was given. USAGE for more than a line. */
export function reasonIn(call: Call): string | null {
  const reason = given(call, 'reason')?.trim() ?? ''
  if (reason === '') return null
  if (reason.length <= reasonCharactersMax && isPrintable(reason)) return reason
  throw failure('USAGE', `--reason must be one line of at most ${reasonCharactersMax} characters`, { next: 'name the ticket; a settings file is no place for the story' })
}
