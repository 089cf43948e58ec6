import { failure } from '../../errors.ts'
import { quoted } from '../../formats/printable.ts'
import { askedApp } from '../asked-app.ts'
import { sayJson } from '../say.ts'
import { newest, textOfHistory } from '../screens/history.ts'
import { appArgument, type Call, given, jsonOption, option, userOption, type Verb, wantsJson } from '../verb.ts'

const limitUsual = 20
const limitMax = 10_000

export const history: Verb = {
  name: 'history',
  description: 'list past upgrades and why they ended as they did, newest first',
  story: 'One line a transaction, out of the journals in /var/lib/app-upgrade. With --json one document a line.',
  arguments: [appArgument],
  options: [option('--limit', 'N', `at most this many (${limitUsual} when it is left out)`), userOption, jsonOption],
  example: 'app-upgrade history jaco --limit 5',
  audience: 'people',
  run: async (call, world) => {
    const limit = limitOf(call)
    const items = newest(await world.history(await askedApp(call, world)), limit)
    if (!wantsJson(call)) world.terminal.out(textOfHistory(items))
    else for (const item of items) sayJson(world.terminal, item)
    return 0
  },
}

function limitOf(call: Call): number {
  const text = given(call, 'limit')
  if (text === null) return limitUsual
  if (/^[1-9]\d{0,4}$/.test(text) && Number(text) <= limitMax) return Number(text)
  throw failure('USAGE', `--limit ${quoted(text, 40)} is not a number from 1 to ${limitMax}`)
}
