import { askedApp } from '../asked-app.ts'
import { sayAnswer } from '../say.ts'
import { textOfWhy } from '../screens/why.ts'
import { appArgument, given, jsonOption, userOption, type Verb } from '../verb.ts'

export const why: Verb = {
  name: 'why',
  description: 'say why each release has or has not been taken',
  story: 'Shows every release that was at the source when it was last asked, what this host thinks of each, and when it will be taken by itself; with VERSION only that one, and what a person can do about it. take may be taken now; wait is not yet; no is not by itself; live runs. Releases older than the live one are counted. Asks no source (check does), takes no lock, and needs no root; which releases were found ill is told to root.',
  arguments: [appArgument, { name: 'VERSION', description: 'the release that is meant', presence: 'optional', completes: 'nothing' }],
  options: [userOption, jsonOption],
  example: 'app-upgrade why jaco 2.1.0',
  audience: 'people',
  run: async (call, world) => {
    const report = await world.why(await askedApp(call, world), given(call, 'VERSION'))
    sayAnswer(call, world, report, () => textOfWhy(report))
    return 0
  },
}
